import { rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { AuditService } from '../audit/audit-service';
import type { Database } from '../db/database';
import { MIGRATIONS_DIRECTORY } from '../db/migrate';
import { runTransferProcess } from '../db/transfer/transfer-process';
import type { Claim } from '../jobs/claims';
import { createBackupFiles } from './backup-files';
import { startBackupSchedule } from './backup-schedule';
import { BackupService } from './backup-service';
import { removeStaleCopies, takeBackup } from './take-backup';

export interface BackupConfig {
  /** `backups/` in the server's part of the data directory unless told otherwise. */
  readonly directory?: string | undefined;
  readonly intervalMs: number;
  readonly keep: number;
}

export interface BackupPartDeps {
  readonly database: Database;
  readonly databaseUrl?: string | undefined;
  readonly audit: AuditService;
  readonly claim: Claim;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: string;
  readonly version: string;
  readonly backup?: BackupConfig | undefined;
}

const BACKUP_DEFAULTS: BackupConfig = { intervalMs: 6 * 3_600_000, keep: 8 };

const DAYS = 7;
/** Of what is free and what backups take already. */
const SHARE_MAX = 0.5;

/** Backups: those that are asked for, and those that come by themselves. */
export function openBackupPart(deps: BackupPartDeps) {
  const { directory, database, databaseUrl, version } = deps;
  const { intervalMs, keep, directory: chosen } = deps.backup ?? BACKUP_DEFAULTS;
  const files = createBackupFiles(chosen ?? join(directory, 'backups'));
  const scratch = join(directory, 'pg.test-restore');
  removeStaleCopies(directory);
  rmSync(scratch, { recursive: true, force: true });
  const backups = new BackupService({
    ...deps,
    files,
    intervalMs,
    keep,
    take: (options) => takeBackup({ database, databaseUrl, directory, version }, options),
    async verify(name, signal) {
      const file = files.pathOf(name);
      const migrationsDirectory = MIGRATIONS_DIRECTORY;
      await runTransferProcess({ kind: 'verify', file, scratch, migrationsDirectory }, { signal });
    },
  });
  const schedule = startBackupSchedule({
    ...deps,
    files,
    backups,
    intervalMs,
    async rule() {
      const { bavail, bsize } = await statfs(files.directory);
      const taken = files.list().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      return { keep, days: DAYS, bytesMax: (bavail * bsize + taken) * SHARE_MAX };
    },
  });
  return {
    services: { backups },
    async stop(): Promise<void> {
      const stopping = schedule.stop();
      await backups.stop();
      await stopping;
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
