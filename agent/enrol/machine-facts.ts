import type { EnrolmentFacts } from '@/common/protocol/enrolment';
import type { Host } from '../collectors/host';
import { firstLine, machineIds } from './machine-ids';

const ADDRESSES_MAX = 16;

/** What a person recognises this machine by. What cannot be read is left empty. */
export function machineFacts(host: Host): EnrolmentFacts {
  const outward = host
    .addresses()
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return {
    ...machineIds(host),
    hostname: host.hostname.slice(0, 255) || 'unnamed',
    os: osName(host.tryText('/etc/os-release')) || host.platform,
    kernel: host.release.slice(0, 128),
    architecture: host.arch.slice(0, 32),
    addresses: outward.map(({ address }) => address.slice(0, 64)).slice(0, ADDRESSES_MAX),
    mac: outward[0]?.mac.slice(0, 32) ?? '',
    hardware: hardware(host),
    cpuCount: countOf(/^processor\s*:/gm, host.tryText('/proc/cpuinfo')),
    memoryBytes: memoryBytes(host.tryText('/proc/meminfo')),
  };
}

/** See os-release(5). */
function osName(text = ''): string {
  const [, name = ''] = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text) ?? [];
  return name.slice(0, 128);
}

function hardware(host: Host): string {
  const words = ['sys_vendor', 'product_name'].map((name) =>
    firstLine(host.tryText(`/sys/class/dmi/id/${name}`)),
  );
  return words
    .filter((word) => word !== '')
    .join(' ')
    .slice(0, 128);
}

function countOf(pattern: RegExp, text = ''): number {
  return text.match(pattern)?.length ?? 0;
}

/** See proc_meminfo(5): kibibytes, whatever the unit says. */
function memoryBytes(text = ''): number {
  return Number(/^MemTotal:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1_024;
}
