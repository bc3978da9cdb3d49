import type { BackupRow } from '@/common/domain/backup';

export interface RetentionRule {
  /** So many of the newest, whenever they are from. */
  readonly keep: number;
  /** And the newest of each of so many days (UTC) before now. */
  readonly days: number;
  /** All of them together; the oldest go first, but the newest two never do. */
  readonly bytesMax: number;
}

const DAY_MS = 86_400_000;
const ALWAYS = 2;

/** Which rolling backups may be removed. Those that a person asked for never are. */
export function surplusOf(
  backups: readonly BackupRow[],
  { keep, days, bytesMax }: RetentionRule,
  nowMs: number,
): BackupRow[] {
  const rolling = backups
    .filter(({ kind }) => kind === 'rolling')
    .sort((one, other) => other.atMs - one.atMs);
  const daysSeen = new Set<number>();
  let bytes = 0;
  return rolling.filter((backup, index) => {
    const day = Math.floor(backup.atMs / DAY_MS);
    const isOfDay = !daysSeen.has(day) && backup.atMs > nowMs - days * DAY_MS;
    daysSeen.add(day);
    const isWanted = index < keep || isOfDay;
    const fits = index < ALWAYS || bytes + backup.sizeBytes <= bytesMax;
    if (isWanted && fits) bytes += backup.sizeBytes;
    return !(isWanted && fits);
  });
}
