import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Claim } from '../jobs/claims';
import type { BackupFiles } from './backup-files';
import type { BackupService } from './backup-service';
import { type RetentionRule, surplusOf } from './retention';

export interface BackupScheduleDeps {
  readonly files: BackupFiles;
  readonly backups: Pick<BackupService, 'create' | 'settled'>;
  /** Only the server that holds it makes rolling backups. */
  readonly claim: Claim;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 for none. */
  readonly intervalMs: number;
  readonly rule: () => Promise<RetentionRule>;
}

/** After a start there is other work; a server that lives for minutes only needs no backup. */
const FIRST_LOOK_MS = 10 * 60_000;
const LOOK_MS = 60_000;
const RETRY_MS = 15 * 60_000;

/** Makes a rolling backup when the newest one is old, and removes those that had their time. */
export function startBackupSchedule(deps: BackupScheduleDeps) {
  const { files, backups, claim, clock, log, intervalMs } = deps;
  let stopped = false;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let round = Promise.resolve();
  let cancel = clock.after(FIRST_LOOK_MS, look);

  function look(): void {
    round = turn().then(() => {
      if (!stopped) cancel = clock.after(LOOK_MS, look);
    });
  }

  async function turn(): Promise<void> {
    if (!isDue()) return;
    try {
      await backups.create('server', { kind: 'rolling', withKeys: true });
      await backups.settled();
      await removeSurplus();
    } catch (error) {
      notBeforeMs = clock.nowMs() + RETRY_MS;
      log.warn('no rolling backup, trying again later', { reason: messageOf(error) });
    }
  }

  function isDue(): boolean {
    if (stopped || intervalMs === 0 || !claim.isHeld || clock.nowMs() < notBeforeMs) return false;
    const newest = files.list().find(({ kind }) => kind === 'rolling');
    const ageMs = clock.wallMs() - (newest?.atMs ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back must not put them off for long.
    return ageMs >= intervalMs || ageMs < -intervalMs;
  }

  async function removeSurplus(): Promise<void> {
    for (const { name } of surplusOf(files.list(), await deps.rule(), clock.wallMs())) {
      files.remove(name);
      log.info('backup removed, it had its time', { name });
    }
  }

  return {
    async stop(): Promise<void> {
      stopped = true;
      cancel();
      await round;
    },
  };
}
