import { defineCollector } from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { fact, gauge, group, optional } from '@/agent/collectors/shape';
import { fullName } from '../full-name';
import { readDistribution } from '../os-release';
import { parseDefaultInterface, pickAddresses } from '../own-addresses';
import { countProcessors, type Processors, readProcessors } from '../processors';

const LINUX = group({
  distribution: fact('The distribution in one word, such as debian or rhel.'),
  version: optional(fact('Its version, such as 12 or 22.04.')),
  id: optional(fact('Its code name, such as bookworm.')),
  major_version: optional(fact<number>('The first number of its version.')),
  minor_version: optional(fact<number>('The second number of its version.')),
  pretty_name: optional(fact('Its name for people.')),
});

/** Sources: `/etc/os-release`, `/proc/cpuinfo`, `/proc/uptime`, uname(2) and the addresses. */
export default defineCollector({
  name: 'system',
  summary: 'What the machine is: names, operating system, kernel, processors, addresses, uptime.',
  intervalMs: 60_000,
  shape: {
    hostname: fact('The name it gives itself.'),
    fqdn: fact('The same with its domain, where /etc/hosts knows it.'),
    os: group({
      name: fact('Family of the operating system, such as linux or windows.'),
      platform: fact('As programs name the platform, such as linux or win32.'),
      linux: optional(LINUX),
    }),
    kernel: fact('Release of the kernel.'),
    architecture: fact('Kind of processor, as uname -m says it.'),
    cpu_count: optional(gauge('count', 'Processors that run now, threads counted.')),
    cpu_model_name: fact('What the maker calls the processor.'),
    cpu_mhz: optional(fact<number>('Clock the processor is made for, or had at the first look.')),
    user: fact('Who the agent runs as.'),
    uid: fact<number>('The number of that user.'),
    gid: fact<number>('The number of the main group of that user.'),
    public_ip: optional(fact('An own address that the whole Internet could reach.')),
    local_ip: optional(fact('The address that its own network knows.')),
    boot_id: optional(fact('Another one after every start of the machine.')),
    uptime_seconds: optional(gauge('seconds', 'How long it has been running.')),
  },
  async collect({ host }) {
    const { model, mhz } = await processorsOf(host);
    const linux = host.platform === 'linux' ? readDistribution(host) : undefined;
    const route = host.tryText('/proc/net/route') ?? '';
    const { publicIp, localIp } = pickAddresses(host.addresses(), parseDefaultInterface(route));
    return {
      kind: 'data',
      data: {
        hostname: host.hostname,
        fqdn: fullName(host.hostname, host.tryText('/etc/hosts') ?? ''),
        os: { name: osName(host.platform), platform: host.platform, linux },
        kernel: host.release,
        architecture: host.arch,
        cpu_count: countProcessors(host),
        cpu_model_name: model,
        cpu_mhz: mhz,
        user: host.user.name,
        uid: host.user.uid,
        gid: host.user.gid,
        public_ip: publicIp,
        local_ip: localIp,
        boot_id: host.tryText('/proc/sys/kernel/random/boot_id')?.trim(),
        uptime_seconds: uptimeOf(host),
      },
    };
  },
});

/** Processors do not change under a running agent, and asking is expensive: once for each host. */
const known = new WeakMap<Host, Promise<Processors>>();

function processorsOf(host: Host): Promise<Processors> {
  const asked = known.get(host);
  if (asked !== undefined) return asked;
  const processors = askProcessors(host);
  known.set(host, processors);
  processors.catch(() => known.delete(host));
  return processors;
}

async function askProcessors(host: Host): Promise<Processors> {
  if (host.portable !== undefined) return { model: await host.portable.cpuModel() };
  return readProcessors(host);
}

function osName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'windows' : platform;
}

function uptimeOf(host: Host): number | undefined {
  const text = host.tryText('/proc/uptime');
  return text === undefined ? undefined : parseUptime(text);
}

/**
 * @param text such as `5041.07 9862.44`, see proc_uptime(5).
 * @throws {Error} when the first field is not a number.
 */
export function parseUptime(text: string): number {
  const [field = ''] = text.split(' ', 1);
  const seconds = field.trim() === '' ? Number.NaN : Number(field);
  if (Number.isFinite(seconds)) return seconds;
  throw new Error(`/proc/uptime: expected two numbers of seconds, found ${JSON.stringify(text)}`);
}
