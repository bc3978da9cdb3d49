import {
  type CollectContext,
  defineCollector,
  notEligible,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { enabledServices, endedServices } from '../systemd/enabled-services';
import {
  runningServices,
  type ServiceTrees,
  serviceTrees,
  usageOfService,
} from '../systemd/service-groups';

/**
 * Sources: the control groups below `system.slice`, the links of enabled units in
 * `/etc/systemd/system`, and `/run/systemd/units`. systemd itself is not asked: see `endedServices`
 * for what that leaves unknown.
 */
export default defineCollector({
  name: 'systemd_units',
  summary: 'The services of systemd that run, what each uses, and the enabled ones that ended.',
  intervalMs: 30_000,
  shape: {
    running: gauge('count', 'Services that have processes.'),
    enabled: gauge('count', 'Services that are started with the machine or by another unit.'),
    ended: optional(
      gauge('count', 'Enabled services that ran since the start and have no process now.'),
    ),
    ended_services: optional(
      fact<string[]>('Their names: each has failed, ended or been stopped.'),
    ),
    running_services: fact<string[]>('The names of the services that have processes.'),
    services: each(
      'service',
      group({
        tasks: optional(gauge('tasks', 'Processes and threads of the service.')),
        memory_bytes: optional(gauge('bytes', 'Memory of the service, its page cache included.')),
        cpu_percent: optional(gauge('percent', 'Processor time, in percent of one processor.')),
      }),
    ),
  },
  async collect({ host, rate }) {
    if (!host.exists('/run/systemd/system')) {
      return notEligible('systemd does not run this machine: /run/systemd/system does not exist');
    }
    const trees = serviceTrees(host);
    if (trees === undefined) return notEligible('no control group file system is mounted');
    const running = runningServices(host, trees);
    const enabled = enabledServices(host);
    const ended_services = endedServices(host, enabled, running);
    const services = Object.fromEntries(
      [...running].map(([name, path]) => [name, metricsOf(host, trees, path, rate)]),
    );
    return {
      kind: 'data',
      data: {
        running: running.size,
        enabled: enabled.length,
        ended: ended_services?.length,
        ended_services,
        running_services: [...running.keys()].toSorted(),
        services,
      },
    };
  },
});

function metricsOf(host: Host, trees: ServiceTrees, path: string, rate: CollectContext['rate']) {
  const { tasks, memoryBytes, cpuSeconds } = usageOfService(host, trees, path);
  const cores = cpuSeconds === undefined ? undefined : rate(path, cpuSeconds);
  return {
    tasks,
    memory_bytes: memoryBytes,
    cpu_percent: cores === undefined ? undefined : cores * 100,
  };
}
