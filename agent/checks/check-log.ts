import type { CheckHistoryEntry } from '@/common/domain/check-report';
import type { Log } from '@/common/log';

/** Changes of state, for whoever reads the log of this machine. */
export function logChanges(log: Log, changes: readonly CheckHistoryEntry[]): void {
  for (const change of changes) {
    if (change.kind !== 'state') continue;
    const { check, from, to } = change;
    if (to === 'stale') log.warn('a check does not run any more', { check });
    else log.info('check changed', { check, from, to });
  }
}
