import { defineOpenCollector } from '@/agent/collectors/define-collector';
import { gauge, open, optional } from '@/agent/collectors/shape';

/** Source: `/proc/meminfo`, see proc_meminfo(5). Its keys are kept, in lower case. */
export default defineOpenCollector({
  name: 'memory',
  summary: 'Memory and swap: totals, what is in use, and everything the kernel says about it.',
  intervalMs: 10_000,
  shape: open(
    {
      phys_total: gauge('kB', 'Memory that the kernel can use.'),
      phys_free: gauge('kB', 'Memory that programs can still get without swapping.'),
      phys_used: gauge('percent', 'Share of memory that programs cannot get any more.'),
      swap_total: optional(gauge('kB', 'Size of all swap areas.')),
      swap_free: optional(gauge('kB', 'Swap that holds nothing.')),
      swap_used: optional(gauge('percent', 'Share of swap that holds something; 0 without swap.')),
      hugepages_total: optional(gauge('count', 'Huge pages in the pool.')),
      hugepages_free: optional(gauge('count', 'Huge pages in the pool that nobody has.')),
      hugepages_rsvd: optional(gauge('count', 'Huge pages promised, and not given yet.')),
      hugepages_surp: optional(gauge('count', 'Huge pages beyond the size of the pool.')),
    },
    gauge('kB', 'As the line of this name in /proc/meminfo, see proc_meminfo(5).'),
  ),
  async collect({ host }) {
    if (host.portable !== undefined) {
      const { total, free } = await host.portable.memoryBytes();
      return { kind: 'data', data: physical(total / 1_024, free / 1_024) };
    }
    const meminfo = parseMeminfo(host.readText('/proc/meminfo'));
    const available = meminfo.memavailable ?? estimateAvailable(meminfo);
    return {
      kind: 'data',
      data: { ...meminfo, ...physical(meminfo.memtotal ?? 0, available), ...swap(meminfo) },
    };
  },
});

/**
 * @param text lines such as `MemTotal:       24682416 kB`
 * @returns kilobytes (of 1,024 bytes) by key in lower case; `hugepages_*` are counts.
 * @throws {Error} when a line is not of that form, or `MemTotal` is missing.
 */
export function parseMeminfo(text: string): Record<string, number> {
  const meminfo: Record<string, number> = {};
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    const colon = text.indexOf(':', at);
    const unit = text.endsWith(' kB', end) ? end - 3 : end;
    const value = colon === -1 || colon >= unit ? '' : text.slice(colon + 1, unit).trim();
    const number = Number(value);
    if (value === '' || !Number.isFinite(number)) {
      const line = JSON.stringify(text.slice(at, end));
      throw new Error(`/proc/meminfo: expected "name: number kB", found ${line}`);
    }
    meminfo[text.slice(at, colon).toLowerCase()] = number;
    at = end + 1;
  }
  if (meminfo.memtotal === undefined) {
    throw new Error('/proc/meminfo: expected a line "MemTotal", found none');
  }
  return meminfo;
}

/**
 * Kernels before 3.14 do not say what is available. Free memory and caches come close, but memory
 * shared between programs is counted as cache and cannot be given away.
 */
function estimateAvailable(meminfo: Record<string, number>): number {
  const { memfree = 0, buffers = 0, cached = 0, sreclaimable = 0, shmem = 0 } = meminfo;
  return memfree + Math.max(0, buffers + cached + sreclaimable - shmem);
}

function physical(totalKb: number, availableKb: number) {
  const freeKb = Math.min(availableKb, totalKb);
  return { phys_total: totalKb, phys_free: freeKb, phys_used: percentUsed(totalKb, freeKb) };
}

function swap({ swaptotal, swapfree }: Record<string, number>) {
  if (swaptotal === undefined || swapfree === undefined) return {};
  return {
    swap_total: swaptotal,
    swap_free: swapfree,
    swap_used: percentUsed(swaptotal, swapfree),
  };
}

function percentUsed(total: number, free: number): number {
  return total === 0 ? 0 : (100 * (total - free)) / total;
}
