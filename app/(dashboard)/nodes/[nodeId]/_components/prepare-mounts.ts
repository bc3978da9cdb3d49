import type { SeriesRow } from '@/common/domain/range';

export interface MountUse {
  readonly mount: string;
  readonly percent: number;
  readonly usedBytes: number | null;
  /** What programs may still write; with `usedBytes` it is what `percent` is a share of. */
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
}

/** How long a file system may be silent until it counts as unmounted. */
const GONE_AFTER_MS = 300_000;

/** The file systems that still report, the fullest first. */
export function mountsOf(rows: readonly SeriesRow[]): readonly MountUse[] {
  const disk = rows.filter(({ metric }) => metric.startsWith('diskusage.'));
  const newestMs = Math.max(0, ...disk.map(({ lastMs }) => lastMs ?? 0));
  const value = (metric: string, mount: string | undefined) =>
    disk.find((row) => row.metric === metric && row.labels.mount === mount)?.lastValue ?? null;
  return disk
    .flatMap(({ metric, labels: { mount }, lastMs, lastValue }): MountUse[] => {
      const isThere = lastMs !== null && lastMs > newestMs - GONE_AFTER_MS;
      if (metric !== 'diskusage.pct_used' || mount === undefined) return [];
      if (!isThere || lastValue === null) return [];
      const usedBytes = value('diskusage.used_bytes', mount);
      const freeBytes = value('diskusage.available_bytes', mount);
      const totalBytes = value('diskusage.total_bytes', mount);
      return [{ mount, percent: lastValue, usedBytes, freeBytes, totalBytes }];
    })
    .sort((a, b) => b.percent - a.percent);
}
