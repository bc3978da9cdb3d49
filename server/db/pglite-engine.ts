import type { Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { PgliteThread, ThreadDied } from './pglite-thread';
import type { StatementResult, ThreadRequest } from './thread-message';

export interface EngineOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Before each start of PostgreSQL: what the last one left behind is to be cleared away. */
  readonly prepare: () => void;
  /** The disk is full. @returns whether something was given up, so that there is space now */
  readonly makeSpace: () => boolean;
  /** The database is closed for good: it failed again and again. */
  readonly onFatal: (error: AppError) => void;
}

/**
 * Keeps one thread with PostgreSQL running. A statement that takes too long, and a PostgreSQL that
 * crashed, end with their thread; another opens the directory, which loses nothing that was
 * committed. When that happens too often the engine closes for good (fail-stop).
 *
 * Statements are asked one at a time: `Connection` sees to it.
 */
export class PgliteEngine {
  state: 'recovering' | 'open' | 'closed' = 'recovering';
  /** Counts the threads there have been; a transaction does not outlive the one it began on. */
  generation = 0;
  restarts = 0;
  version = '';

  readonly #options: EngineOptions;
  #thread: PgliteThread | undefined;
  #recovery: Promise<void> = Promise.resolve();
  #failuresMs: number[] = [];

  /** @throws {AppError} UNREACHABLE with PostgreSQL's reason when the directory does not open. */
  static async open(options: EngineOptions): Promise<PgliteEngine> {
    const engine = new PgliteEngine(options);
    try {
      await engine.#start().catch((error: unknown) => {
        if (!isNoSpace(error) || !options.makeSpace()) throw error;
        return engine.#start();
      });
    } catch (cause) {
      throw openFailed(options.directory, cause);
    }
    return engine;
  }

  private constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Waits while a lost thread is being replaced. */
  async recovered(): Promise<void> {
    while (this.state === 'recovering') await this.#recovery;
  }

  /**
   * @param limitMs ends the statement, and its thread with it, when it has no answer by then.
   * @throws {messages.DatabaseError} when PostgreSQL refuses the statement.
   * @throws {AppError} BUSY when it was ended; whether it took effect is then not known. BUSY too
   *   where files of the database are damaged, so that agents keep what they have.
   */
  async ask(request: ThreadRequest, limitMs: number): Promise<StatementResult> {
    const thread = this.#thread;
    if (this.state === 'closed' || thread === undefined) throw closed(this.#options.directory);
    const stop = this.#watch(thread, limitMs);
    try {
      return await thread.ask(request);
    } catch (error) {
      if (!(error instanceof ThreadDied)) throw damageOf(error, this.#options.directory) ?? error;
      throw new AppError('BUSY', `the database gave no answer: ${error.message}; try again`, {
        cause: error,
      });
    } finally {
      stop();
    }
  }

  /** Checkpoints and ends the thread, by force when it is busy or takes `CLOSE_LIMIT_MS`. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.state = 'closed';
    if (thread === undefined) return;
    this.#thread = undefined;
    const stop = this.#watch(thread, CLOSE_LIMIT_MS);
    await thread.ask({ kind: 'close' }).catch((error: unknown) => {
      this.#options.log.warn('database did not close by itself', { reason: messageOf(error) });
    });
    stop();
    await thread.kill('the database is closed');
  }

  async #start(): Promise<void> {
    const { directory, log, prepare } = this.#options;
    prepare();
    const thread: PgliteThread = await PgliteThread.start(directory, {
      onLog: (line) => log.warn('postgresql says', { line }),
      onDeath: (reason) => this.#onDeath(thread, reason),
    });
    const stop = this.#watch(thread, OPEN_LIMIT_MS);
    try {
      await thread.ready();
    } catch (error) {
      await thread.kill('it did not start');
      throw error;
    } finally {
      stop();
    }
    if (this.#isClosed()) return await thread.kill('the database was closed meanwhile');
    this.#thread = thread;
    this.generation += 1;
    this.version = shortVersion(thread.version);
    this.state = 'open';
  }

  #onDeath(thread: PgliteThread, reason: string): void {
    if (this.state === 'closed') return;
    this.#options.log.warn('database thread ended, reopening', { reason });
    this.state = 'recovering';
    this.restarts += 1;
    this.#thread = undefined;
    this.#recovery = this.#recover(thread, reason);
  }

  async #recover(dead: PgliteThread, reason: string): Promise<void> {
    const startedMs = this.#options.clock.nowMs();
    await dead.kill(reason);
    for (let failure = reason; ; ) {
      if (this.#isClosed()) return;
      const delayMs = this.#delayAfter(failure);
      if (delayMs === undefined) return this.#giveUp(failure);
      try {
        await this.#start();
        break;
      } catch (error) {
        failure = messageOf(error);
        this.#options.log.warn('database did not reopen, trying again', { reason: failure });
        await this.#pause(delayMs);
      }
    }
    if (this.#isClosed()) return;
    const tookMs = Math.round(this.#options.clock.nowMs() - startedMs);
    this.#options.log.info('database reopened', { tookMs, restarts: this.restarts });
  }

  /** @returns how long to wait if it fails again; `undefined` when it has failed too often */
  #delayAfter(failure: string): number | undefined {
    if (isNoSpace(failure)) {
      this.#options.makeSpace();
      return FULL_RETRY_DELAY_MS;
    }
    return this.#failedTooOften() ? undefined : RETRY_DELAY_MS;
  }

  #isClosed(): boolean {
    return this.state === 'closed';
  }

  #failedTooOften(): boolean {
    const nowMs = this.#options.clock.nowMs();
    this.#failuresMs = this.#failuresMs.filter((atMs) => nowMs - atMs < FAILURE_WINDOW_MS);
    this.#failuresMs.push(nowMs);
    return this.#failuresMs.length > FAILURES_MAX;
  }

  #giveUp(reason: string): void {
    this.state = 'closed';
    const { directory, onFatal } = this.#options;
    const often = `${FAILURES_MAX + 1} times within ${FAILURE_WINDOW_MS / 1000} s`;
    const error = new AppError(
      'UNREACHABLE',
      `the database in ${directory} failed ${often} and stays closed (last: ${reason}); see the log, check disk and memory, then start again`,
    );
    this.#options.log.error('database given up', { reason });
    onFatal(error);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(delayMs, resolve);
    });
  }

  /** In two halves, so that a process that was stopped for a while hears the answer first. */
  #watch(thread: PgliteThread, limitMs: number): () => void {
    const { clock } = this.#options;
    const kill = () => void thread.kill(`a statement took longer than ${limitMs / 1000} s`);
    let cancel = clock.after(limitMs / 2, () => {
      cancel = clock.after(limitMs / 2, kill);
    });
    return () => cancel();
  }
}

/** What PostgreSQL and the system say of a full disk (ENOSPC); it passes, unlike other failures. */
function isNoSpace(failure: unknown): boolean {
  return /no space left on device|ENOSPC/i.test(messageOf(failure));
}

function openFailed(directory: string, cause: unknown): AppError {
  const reason = messageOf(cause);
  return new AppError(
    'UNREACHABLE',
    `cannot open the database in ${directory}: ${reason}; restore a backup there or choose another data directory with --data`,
    { cause },
  );
}

/** PostgreSQL's `data_corrupted` and `index_corrupted`: a page with a wrong checksum, or that is gone. */
const DAMAGED = new Set(['XX001', 'XX002']);

function damageOf(error: unknown, directory: string): AppError | undefined {
  const { code = '' } = error as { code?: string };
  if (!DAMAGED.has(code)) return undefined;
  return new AppError(
    'BUSY',
    `the database in ${directory} is damaged: ${messageOf(error)}; stop the server, put the last backup back with "opsbro server restore", and start it again`,
    { cause: error },
  );
}

function closed(directory: string): AppError {
  return new AppError('UNREACHABLE', `the database in ${directory} is closed`);
}

/** `PostgreSQL 18.6 (PGlite 0.5.16) on wasm32…` without where it was built. */
function shortVersion(version: string): string {
  return version.split(' on ')[0] ?? version;
}

const OPEN_LIMIT_MS = 120_000;
const CLOSE_LIMIT_MS = 10_000;
const RETRY_DELAY_MS = 1_000;
/** However often it takes: whoever frees the disk shall find the server there. */
const FULL_RETRY_DELAY_MS = 5_000;
const FAILURE_WINDOW_MS = 60_000;
const FAILURES_MAX = 3;
