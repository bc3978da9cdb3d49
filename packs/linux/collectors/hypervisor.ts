import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import { fact } from '@/agent/collectors/shape';
import { detectContainer } from '../virtualisation/container';
import { detectHypervisor } from '../virtualisation/hypervisor';

/** Sources: DMI, `/sys/hypervisor`, device tree, clock sources, and the marks that containers leave. */
export default defineCollector({
  name: 'hypervisor',
  summary: 'What this machine runs on: which hypervisor, in which kind of container, or neither.',
  intervalMs: 600_000,
  shape: {
    hypervisor: fact('Such as kvm, vmware, hyper-v, xen, firecracker; none on bare metal.'),
    container: fact('Such as docker, lxc, kubernetes, systemd-nspawn; none outside of one.'),
    virtual: fact<boolean>('True on a hypervisor or in a container.'),
  },
  async collect({ host }) {
    if (host.platform !== 'linux') return notEligible(`not known how to tell on ${host.platform}`);
    const hypervisor = detectHypervisor(host);
    const container = detectContainer(host);
    const virtual = hypervisor !== 'none' || container !== 'none';
    return { kind: 'data', data: { hypervisor, container, virtual } };
  },
});
