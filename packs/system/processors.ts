import type { Host } from '@/agent/collectors/host';

export interface Processors {
  readonly model: string;
  /** The clock they are made for where the kernel knows it, else the clock at this moment. */
  readonly mhz?: number;
}

/**
 * What the processors are. The file has a block for each of them, and on some machines the kernel
 * interrupts every one to fill it in: not for every ten seconds.
 */
export function readProcessors(host: Host): Processors {
  const cpuinfo = parseCpuinfo(host.tryText('/proc/cpuinfo') ?? '');
  const ratedKhz = Number(host.tryText(RATED_CLOCK_KHZ)) || undefined;
  const mhz = ratedKhz === undefined ? cpuinfo.mhz : ratedKhz / 1_000;
  return {
    model: cpuinfo.model ?? boardModel(host) ?? host.arch,
    ...(mhz === undefined ? {} : { mhz }),
  };
}

const RATED_CLOCK_KHZ = '/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq';

/** The words for the model: x86, older ARM, MIPS, POWER. Newer ARM has none. */
const MODEL_KEYS = ['model name', 'Processor', 'cpu model', 'cpu'];
const MHZ_KEYS = ['cpu MHz', 'clock'];

/** Model and clock of the first processor in the text of `/proc/cpuinfo`, as far as it has them. */
export function parseCpuinfo(text: string): Partial<Processors> {
  const values = new Map<string, string>();
  for (const line of text.slice(0, FIRST_PROCESSOR_CHARS_MAX).split('\n')) {
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(0, colon)).trim();
    if (colon !== -1 && !values.has(key)) values.set(key, line.slice(colon + 1).trim());
  }
  const model = MODEL_KEYS.map((key) => values.get(key)).find(Boolean);
  const mhz = MHZ_KEYS.map((key) => Number.parseFloat(values.get(key) ?? '')).find(Number.isFinite);
  return { ...(model === undefined ? {} : { model }), ...(mhz === undefined ? {} : { mhz }) };
}

const FIRST_PROCESSOR_CHARS_MAX = 8 * 1024;

/** On small ARM boards the processor has no name, but the board has; it ends with a zero byte. */
function boardModel(host: Host): string | undefined {
  const model = host.tryText('/sys/firmware/devicetree/base/model');
  return model?.replaceAll('\0', '').trim() || undefined;
}

/** How many processors run now: they come and go on some virtual machines. */
export function countProcessors(host: Host): number | undefined {
  const online = host.tryText('/sys/devices/system/cpu/online');
  return online === undefined ? undefined : countInRanges(online);
}

/**
 * @param text such as `0-3,8`, see cpuset(7), list format.
 * @returns how many numbers it names, `undefined` where it is no such list.
 */
export function countInRanges(text: string): number | undefined {
  let count = 0;
  for (const range of text.trim().split(',')) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    const width = Number(last) - Number(first) + 1;
    if (!(width > 0)) return undefined;
    count += width;
  }
  return count;
}
