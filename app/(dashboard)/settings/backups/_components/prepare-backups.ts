import type { StatusKind } from '@/app/_components/ui/status';
import type { BackupState } from '@/common/domain/backup';
import { formatAgo } from '@/common/format';

interface Standing {
  readonly kind: StatusKind;
  readonly words: string;
}

/** Without a success for so long a person should look. */
const OVERDUE_MS = 2 * 86_400_000;

/** Whether there is something to go back to, in a line. */
export function backupStanding({ lastOkMs, lastFailure }: BackupState, nowMs: number): Standing {
  const failing = lastFailure !== null && lastFailure.atMs > (lastOkMs ?? 0);
  if (lastOkMs === null) {
    return failing
      ? { kind: 'critical', words: 'There is no backup, and the last try failed' }
      : { kind: 'pending', words: 'No backup yet' };
  }
  const words = `The last good backup is from ${formatAgo(nowMs - lastOkMs)}`;
  if (nowMs - lastOkMs > OVERDUE_MS) return { kind: 'critical', words };
  return { kind: failing ? 'warning' : 'ok', words };
}
