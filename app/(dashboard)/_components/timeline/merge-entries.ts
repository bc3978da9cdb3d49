import type { TimelineEntry } from '@/common/domain/timeline';

/** Both lists as one, each entry once: by time, the newest first, then by the order of writing. */
export function mergeEntries(
  shown: readonly TimelineEntry[],
  arrived: readonly TimelineEntry[],
): readonly TimelineEntry[] {
  const all = new Map([...shown, ...arrived].map((entry) => [entry.id, entry]));
  return [...all.values()].sort((a, b) => b.atMs - a.atMs || Number(b.id) - Number(a.id));
}
