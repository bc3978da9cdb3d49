import type { Host } from '@/agent/collectors/host';

const USUAL_BYTES = 4_096;

/**
 * The size of a memory page in bytes: 4 KiB on most machines, 16 or 64 KiB on some of ARM and POWER.
 * The kernel tells the agent's own memory once in pages and once in kilobytes; between the two
 * readings it may change a little, hence the nearest power of two.
 */
export function readPageSize(host: Host): number {
  const pages = Number(host.tryText('/proc/self/statm')?.split(' ')[1]);
  const kilobytes = Number(
    /^VmRSS:\s+(\d+) kB$/m.exec(host.tryText('/proc/self/status') ?? '')?.[1],
  );
  return pageSizeOf(pages, kilobytes);
}

export function pageSizeOf(pages: number, kilobytes: number): number {
  const bytes = 2 ** Math.round(Math.log2((kilobytes * 1_024) / pages));
  return bytes >= USUAL_BYTES && bytes <= 1_048_576 ? bytes : USUAL_BYTES;
}
