import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import { fact } from '@/agent/collectors/shape';
import { detectContainer } from '../virtualisation/container';
import { detectHosting } from '../virtualisation/hosting';
import { detectHypervisor } from '../virtualisation/hypervisor';

/** Sources: DMI, `/sys/hypervisor`, device tree, clock sources, and the marks that containers leave. */
export default defineCollector({
  name: 'hypervisor',
  summary:
    'What this machine runs on: which hypervisor, in which kind of container, at which hoster.',
  intervalMs: 600_000,
  shape: {
    hypervisor: fact('Such as kvm, vmware, hyper-v, xen, firecracker; none on bare metal.'),
    container: fact('Such as docker, lxc, kubernetes, systemd-nspawn; none outside of one.'),
    hosting: fact(
      'Whose machine it is, such as ec2, azure, hetzner; none without a hoster’s mark.',
    ),
    virtual: fact<boolean>('True on a hypervisor or in a container.'),
  },
  async collect({ host }) {
    if (host.platform !== 'linux') return notEligible(`not known how to tell on ${host.platform}`);
    const hypervisor = detectHypervisor(host);
    const container = detectContainer(host);
    const hosting = detectHosting(host);
    const virtual = hypervisor !== 'none' || container !== 'none';
    return { kind: 'data', data: { hypervisor, container, hosting, virtual } };
  },
});
