import { defineOpenCollector, notEligible } from '@/agent/collectors/define-collector';
import { counter, gauge, open, optional } from '@/agent/collectors/shape';

/** Sources: `/proc/stat` and `/proc/vmstat`, see proc_stat(5) and proc_vmstat(5). */
export default defineOpenCollector({
  name: 'kernelstats',
  summary: 'The counters of the kernel: switches, interrupts, new processes, pages, faults.',
  intervalMs: 10_000,
  shape: open(
    {
      intr: optional(counter('count', 'Interrupts since boot.')),
      softirq: optional(counter('count', 'Soft interrupts since boot.')),
      ctxt: counter('count', 'Switches from one task to another since boot.'),
      btime: gauge('seconds', 'When the machine started, in seconds since 1970.'),
      processes: counter('count', 'Processes and threads created since boot.'),
      procs_running: optional(gauge('tasks', 'Tasks that run or could run.')),
      procs_blocked: optional(gauge('tasks', 'Tasks that wait for a disk.')),
      nr_free_pages: optional(gauge('pages', 'Pages that hold nothing.')),
      pgpgin: optional(counter('kB', 'Read from disks since boot.')),
      pgpgout: optional(counter('kB', 'Written to disks since boot.')),
      pswpin: optional(counter('pages', 'Pages read back from swap since boot.')),
      pswpout: optional(counter('pages', 'Pages written to swap since boot.')),
      pgfault: optional(counter('count', 'Page faults since boot.')),
      pgmajfault: optional(counter('count', 'Page faults since boot that had to wait for a disk.')),
      oom_kill: optional(counter('count', 'Processes killed since boot for want of memory.')),
      'ctxt/s': optional(gauge('per-second', 'Switches from one task to another.')),
      'intr/s': optional(gauge('per-second', 'Interrupts.')),
      'processes/s': optional(gauge('per-second', 'Processes and threads created.')),
      'pgfault/s': optional(gauge('per-second', 'Page faults.')),
      'pgmajfault/s': optional(gauge('per-second', 'Page faults that had to wait for a disk.')),
    },
    gauge('count', 'As the line of this name in /proc/stat or /proc/vmstat.'),
  ),
  async collect({ host, rate }) {
    if (host.platform !== 'linux') return notEligible(`${host.platform} has no /proc/stat`);
    const stats: Record<string, number> = {};
    readTotals('/proc/stat', host.readText('/proc/stat'), stats);
    // Some containers show no vmstat.
    const vmstat = host.tryText('/proc/vmstat');
    if (vmstat !== undefined) readTotals('/proc/vmstat', vmstat, stats);

    for (const name of RATES) {
      const total = stats[name];
      const perSecond = total === undefined ? undefined : rate(name, total);
      if (perSecond !== undefined) stats[`${name}/s`] = perSecond;
    }
    const { ctxt, btime, processes } = stats;
    if (ctxt === undefined || btime === undefined || processes === undefined) {
      throw new Error('/proc/stat: expected lines "ctxt", "btime" and "processes", found not all');
    }
    return { kind: 'data', data: Object.assign(stats, { ctxt, btime, processes }) };
  },
});

const RATES = ['ctxt', 'intr', 'processes', 'pgfault', 'pgmajfault'] as const;

/**
 * Adds the first number of every line of `text` to `stats`, under the word before it. Lines of single
 * processors are left to the collector `cpustats`; what follows the first number in `/proc/stat` is
 * one number for each interrupt, thousands on a large machine.
 * @param path names the file in errors.
 * @throws {Error} when a line is not a word and a number.
 */
export function readTotals(path: string, text: string, stats: Record<string, number>): void {
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    if (!text.startsWith('cpu', at)) {
      const space = text.indexOf(' ', at);
      const number = space === -1 || space > end ? Number.NaN : firstNumber(text, space + 1, end);
      if (Number.isNaN(number)) {
        const line = JSON.stringify(text.slice(at, Math.min(end, at + 80)));
        throw new Error(`${path}: expected a name and a number, found ${line}`);
      }
      stats[text.slice(at, space)] = number;
    }
    at = end + 1;
  }
}

const SPACE = 32;
const ZERO = 48;

/** The digits from `from` up to a space or `end`; `NaN` where there are none. */
function firstNumber(text: string, from: number, end: number): number {
  let value = 0;
  let at = from;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === SPACE) break;
    const digit = code - ZERO;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return at === from ? Number.NaN : value;
}
