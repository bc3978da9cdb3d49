import { type CollectContext, defineOpenCollector } from '@/agent/collectors/define-collector';
import { each, gauge, group, optional } from '@/agent/collectors/shape';
import { wholeNumbers } from '../whole-numbers';

const share = (doing: string) =>
  gauge('percent', `Share of time that the processor spent ${doing}.`);

/**
 * The ten shares of one processor add up to 100. The kernel counts the time of guests once more as
 * user and nice time; here it is taken out of those, as mpstat(1) does.
 */
const SHARES = group({
  '%user': share('in programs'),
  '%system': share('in the kernel'),
  '%idle': share('with nothing to do'),
  '%nice': optional(share('in programs of low priority')),
  '%iowait': optional(share('with nothing to do but wait for disks')),
  '%irq': optional(share('on interrupts')),
  '%softirq': optional(share('on what interrupts put off')),
  '%steal': optional(share('ready to run while the hypervisor ran another machine')),
  '%guest': optional(share('running virtual machines')),
  '%guest_nice': optional(share('running virtual machines of low priority')),
});

/** Source: `/proc/stat`, see proc_stat(5). */
export default defineOpenCollector({
  name: 'cpustats',
  summary: 'What each processor, and all of them together, spent its time on since the last run.',
  intervalMs: 10_000,
  shape: each('cpu', SHARES),
  async collect({ host, rate }) {
    if (host.portable !== undefined) {
      const { user, system, idle } = await host.portable.cpuPercent();
      return {
        kind: 'data',
        data: { cpu_all: { '%user': user, '%system': system, '%idle': idle } },
      };
    }

    const data: Record<string, CpuShares> = {};
    const times = parseCpuTimes(host.readText('/proc/stat'));
    for (const [name, jiffies] of times) {
      if (times.size > SINGLE_MAX + 1 && name !== 'cpu_all') continue;
      const shares = sharesOf(growth(name, jiffies, rate));
      if (shares !== undefined) data[name] = shares;
    }
    return { kind: 'data', data };
  },
});

/** On larger machines nobody looks at each processor, and ten series for each would be thousands. */
const SINGLE_MAX = 128;

/** The columns of `/proc/stat` in their order. Kernels before 2.6.33 have fewer: the rest is 0. */
const COLUMNS = [
  'user',
  'nice',
  'system',
  'idle',
  'iowait',
  'irq',
  'softirq',
  'steal',
  'guest',
  'guest_nice',
] as const;

type Column = (typeof COLUMNS)[number];
type CpuTimes = { readonly [name in Column]?: number };
type CpuShares = { readonly [name in `%${Column}`]: number };

/**
 * @returns jiffies since boot in the order of `COLUMNS`, for `cpu_all`, `cpu0`, `cpu1` …
 * @throws {Error} when a line has fewer than four numbers, or there is none.
 */
export function parseCpuTimes(text: string): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (let at = 0; text.startsWith('cpu', at); ) {
    const end = endOfLine(text, at);
    const space = text.indexOf(' ', at);
    const jiffies = space === -1 ? [] : wholeNumbers(text, space, end);
    if (jiffies.length < 4 || jiffies.some(Number.isNaN)) {
      const line = JSON.stringify(text.slice(at, end));
      throw new Error(`/proc/stat: expected "cpu" and at least four numbers, found ${line}`);
    }
    const name = text.slice(at, space);
    times.set(name === 'cpu' ? 'cpu_all' : name, jiffies);
    at = end + 1;
  }
  if (times.size > 0) return times;
  const start = JSON.stringify(text.slice(0, 80));
  throw new Error(`/proc/stat: expected lines that begin with "cpu", found ${start}`);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** Jiffies a second for each column; a column that went back is absent. */
function growth(cpu: string, jiffies: readonly number[], rate: CollectContext['rate']): CpuTimes {
  const grown: { [name in Column]?: number } = {};
  for (const [index, column] of COLUMNS.entries()) {
    const counter = jiffies[index];
    if (counter === undefined) break;
    const perSecond = rate(`${cpu}.${column}`, counter);
    if (perSecond !== undefined) grown[column] = perSecond;
  }
  return grown;
}

/**
 * `undefined` on the first run, and when a main column went back: the processor was taken away and
 * put back, and a wrong share is worse than none. The others may go back a little by themselves
 * (proc_stat(5) says so of iowait) and then count as nothing.
 */
function sharesOf(grown: CpuTimes): CpuShares | undefined {
  const { user, nice, system, idle } = grown;
  if (user === undefined || nice === undefined || system === undefined || idle === undefined) {
    return undefined;
  }
  const { iowait = 0, irq = 0, softirq = 0, steal = 0, guest = 0, guest_nice = 0 } = grown;
  const total = user + nice + system + idle + iowait + irq + softirq + steal;
  if (total === 0) return undefined;

  const percent = 100 / total;
  return {
    '%user': Math.max(0, user - guest) * percent,
    '%nice': Math.max(0, nice - guest_nice) * percent,
    '%system': system * percent,
    '%idle': idle * percent,
    '%iowait': iowait * percent,
    '%irq': irq * percent,
    '%softirq': softirq * percent,
    '%steal': steal * percent,
    '%guest': guest * percent,
    '%guest_nice': guest_nice * percent,
  };
}
