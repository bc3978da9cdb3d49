import type { NodeRow } from '@/common/domain/node';

/**
 * The fleet with rows that came in: each in its place, new ones by name. A row that is older than
 * the one shown, as after a reconnect, changes nothing.
 */
export function mergeRows(
  shown: readonly NodeRow[],
  arrived: readonly NodeRow[],
): readonly NodeRow[] {
  const newer = new Map(arrived.map((row) => [row.id, row]));
  const merged = shown.map((row) => {
    const update = newer.get(row.id);
    newer.delete(row.id);
    return update !== undefined && (update.lastReportMs ?? 0) >= (row.lastReportMs ?? 0)
      ? update
      : row;
  });
  if (newer.size === 0) return merged;
  return [...merged, ...newer.values()].sort((a, b) => a.name.localeCompare(b.name));
}
