import type { Clock } from '@/common/clock';
import type { BackupRow, BackupState } from '@/common/domain/backup';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { AuditAuthor } from '../audit/audit-change';
import type { AuditService } from '../audit/audit-service';
import { deferred } from '../db/deferred';
import type { Claim } from '../jobs/claims';
import type { BackupFiles } from './backup-files';
import type { TakeBackupOptions, TakenBackup } from './take-backup';

export interface BackupServiceDeps {
  readonly files: BackupFiles;
  readonly take: (options: TakeBackupOptions) => Promise<TakenBackup>;
  /** Restores a backup for a test. @throws with what is wrong */
  readonly verify: (name: string, signal: AbortSignal) => Promise<void>;
  readonly audit: Pick<AuditService, 'recordAlone'>;
  /** Of several servers one makes them, in a folder of its own. */
  readonly claim: Pick<Claim, 'isHeld'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly intervalMs: number;
  readonly keep: number;
}

export interface CreateBackup {
  readonly kind: BackupRow['kind'];
  readonly withKeys: boolean;
}

/** Without a success for so long a person should look. */
const OVERDUE_MS = 2 * 86_400_000;

/** Makes backups, one at a time, and proves each by a restore into a database of its own. */
export class BackupService {
  readonly #deps: BackupServiceDeps;
  /** Since when none being here is this server's to tell. */
  #dutyFromMs: number;
  readonly #ending = new AbortController();
  #running: BackupState['running'] = null;
  #lastFailure: BackupState['lastFailure'] = null;
  #lastPauseMs: number | null = null;
  #work: Promise<unknown> = Promise.resolve();

  constructor(deps: BackupServiceDeps) {
    this.#deps = deps;
    this.#dutyFromMs = deps.clock.wallMs();
  }

  list(): BackupRow[] {
    return this.#deps.files.list();
  }

  state(): BackupState {
    const { files, intervalMs, keep } = this.#deps;
    const good = files.list().find(({ verified }) => verified?.ok !== false);
    return {
      directory: files.directory,
      intervalMs,
      keep,
      running: this.#running,
      lastOkMs: good?.atMs ?? null,
      lastFailure: this.#lastFailure,
      lastPauseMs: this.#lastPauseMs,
    };
  }

  /**
   * Returns when it is written; its test goes on behind, and `list` tells of it.
   * @throws {AppError} CONFLICT while another is under way; BUSY when there is not enough space.
   */
  async create(by: AuditAuthor, wanted: CreateBackup): Promise<BackupRow> {
    const written = deferred<BackupRow>();
    const all = this.#alone(async () => {
      const backup = await this.#make(wanted);
      const { name, sizeBytes } = backup;
      const after = { sizeBytes, withKeys: wanted.withKeys };
      const change = { by, action: 'backup.create', target: `backup:${name}`, after };
      await this.#deps.audit.recordAlone(change);
      written.resolve(backup);
      await this.#prove(name);
      return backup;
    });
    // After it was written a failure is the test's, which state and list tell.
    return await Promise.race([written.promise, all]);
  }

  /** Waits for what is under way, its test included. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Sentences for those who look after the server; of several servers, the one that makes backups. */
  problems(): string[] {
    const { intervalMs, clock, claim } = this.#deps;
    if (intervalMs === 0) return [];
    const nowMs = clock.wallMs();
    if (!claim.isHeld) {
      this.#dutyFromMs = nowMs;
      return [];
    }
    const { lastOkMs, lastFailure } = this.state();
    if (nowMs - (lastOkMs ?? this.#dutyFromMs) < OVERDUE_MS) return [];
    const why = lastFailure === null ? '' : ` The last try failed: ${lastFailure.reason}`;
    return [`No backup has succeeded for two days.${why}`];
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#work;
  }

  async #alone<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running !== null) {
      const { what } = this.#running;
      throw new AppError('CONFLICT', `A backup is under way (${what}); try again later.`);
    }
    this.#running = { what: 'writing a backup', sinceMs: this.#deps.clock.wallMs() };
    const doing = this.#watched(task).finally(() => {
      this.#running = null;
    });
    this.#work = doing.catch(() => undefined);
    return await doing;
  }

  /** What the state and the log remember of a failure. */
  async #watched<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      const result = await task();
      this.#lastFailure = null;
      return result;
    } catch (error) {
      if (!this.#ending.signal.aborted) {
        const reason = messageOf(error);
        this.#lastFailure = { atMs: this.#deps.clock.wallMs(), reason };
        this.#deps.log.error('backup failed', { reason });
      }
      throw error;
    }
  }

  async #make({ kind, withKeys }: CreateBackup): Promise<BackupRow> {
    const { files, clock, log, take } = this.#deps;
    files.open();
    const madeAtMs = clock.wallMs();
    const name = files.newName(kind, madeAtMs);
    const { rows, sizeBytes, pauseMs } = await take({
      file: files.pathOf(name),
      withKeys,
      isUrgent: kind === 'manual',
      madeAtMs,
      onStep: (what) => this.#step(what),
      signal: this.#ending.signal,
    });
    this.#lastPauseMs = pauseMs;
    log.info('backup written', { name, rows, sizeBytes, pauseMs: Math.round(pauseMs) });
    return { name, sizeBytes, atMs: madeAtMs, kind, verified: null };
  }

  async #prove(name: string): Promise<void> {
    const { files, clock, verify } = this.#deps;
    const atMs = clock.wallMs();
    const { signal } = this.#ending;
    this.#step(`restoring ${name} for a test`);
    try {
      await verify(name, signal);
      files.setVerified(name, { atMs, ok: true, reason: '' });
    } catch (error) {
      if (!signal.aborted) {
        files.setVerified(name, { atMs, ok: false, reason: messageOf(error) });
      }
      throw error;
    }
  }

  #step(what: string): void {
    if (this.#running !== null) this.#running = { ...this.#running, what };
  }
}
