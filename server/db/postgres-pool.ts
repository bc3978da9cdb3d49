import { Pool, type PoolClient } from 'pg';
import type { Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { deferred } from './deferred';
import type { PostgresAddress } from './postgres-address';
import { openFailure } from './postgres-failure';
import { preflight } from './postgres-preflight';

export interface PostgresPoolOptions {
  readonly address: PostgresAddress;
  readonly clock: Clock;
  readonly log: Log;
  readonly statementLimitMs: number;
  /** Default 10. Three more are held for news, migrations and what a person looks up. */
  readonly connectionsMax: number;
}

/** How much later than PostgreSQL we give a statement up, when it cannot even say that it did. */
const SILENCE_MS = 5_000;

/** A transaction that waits so long for its own next statement holds up others: it is rolled back. */
const IDLE_LIMIT_MS = 10_000;

/** Who asks while the database is away waits so long at most, counted from its loss. */
const PATIENCE_MS = 2_000;
const CLOSE_PATIENCE_MS = 10_000;
const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 5_000;

/**
 * Connections to a PostgreSQL that may restart or fail over to another machine. When one is lost, the
 * rest are let go of and the server is asked again and again, until it takes writes.
 */
export class PostgresPool {
  state: 'open' | 'recovering' | 'closed' = 'open';
  version = '';
  /** Times that the database was lost and came back. */
  losses = 0;

  readonly #options: PostgresPoolOptions;
  readonly #waitingForRecovery = new Set<() => void>();
  readonly #taken = new Set<PoolClient>();
  #pool: Pool;
  #lostMs = 0;

  /** @throws {AppError} UNREACHABLE, or INVALID for one that cannot be used; with what to do. */
  static async open(options: PostgresPoolOptions): Promise<PostgresPool> {
    const pool = new PostgresPool(options);
    try {
      await pool.#check();
      return pool;
    } catch (error) {
      await pool.close();
      throw openFailure(options.address.name, error);
    }
  }

  private constructor(options: PostgresPoolOptions) {
    this.#options = options;
    this.#pool = this.#newPool();
  }

  get waiting(): number {
    return this.#pool.waitingCount + this.#waitingForRecovery.size;
  }

  /**
   * A connection, to be given back.
   * @throws {AppError} BUSY while there is none; UNREACHABLE when the pool is closed.
   */
  async take(): Promise<PoolClient> {
    if (this.state === 'recovering') await this.#recovered();
    if (this.state === 'closed') throw closed(this.#options.address.name);
    try {
      const client = await this.#pool.connect();
      this.#taken.add(client);
      return client;
    } catch (error) {
      if (messageOf(error) === ALL_TAKEN) throw allTaken(error);
      this.lose(error);
      throw away(this.#options.address.name, error);
    }
  }

  /** @param isSpoilt when it is lost, or in a transaction still. */
  give(client: PoolClient, isSpoilt: boolean): void {
    this.#taken.delete(client);
    client.release(isSpoilt);
  }

  /** Called by whoever notices that a connection is of no use any more. */
  lose(error: unknown): void {
    if (this.state !== 'open') return;
    const { clock, log, address } = this.#options;
    log.warn('database lost, trying again', { database: address.name, reason: messageOf(error) });
    this.state = 'recovering';
    this.losses += 1;
    this.#lostMs = clock.nowMs();
    void this.#pool.end().catch(() => undefined);
    this.#pool = this.#newPool();
    this.#retry(0);
  }

  /** After what is under way; a transaction that does not come to its end is not waited for. */
  async close(): Promise<void> {
    this.state = 'closed';
    this.#wake();
    const patience = deferred<void>();
    const stop = this.#options.clock.after(CLOSE_PATIENCE_MS, patience.resolve);
    await Promise.race([this.#pool.end(), patience.promise]);
    stop();
    for (const client of this.#taken) void client.end();
  }

  #newPool(): Pool {
    const { address, connectionsMax, statementLimitMs } = this.#options;
    const pool = new Pool({
      ...address.config,
      max: connectionsMax,
      statement_timeout: statementLimitMs,
      query_timeout: statementLimitMs + SILENCE_MS,
      idle_in_transaction_session_timeout: IDLE_LIMIT_MS,
    });
    pool.on('error', (error) => {
      if (pool === this.#pool) this.lose(error);
    });
    return pool;
  }

  async #check(): Promise<void> {
    const client = await this.#pool.connect();
    let usable = false;
    try {
      this.version = `PostgreSQL ${await preflight(client, this.#options.address.name)}`;
      usable = true;
    } finally {
      client.release(!usable);
    }
  }

  #retry(delayMs: number): void {
    this.#options.clock.after(delayMs, () => void this.#tryAgain(delayMs));
  }

  async #tryAgain(delayMs: number): Promise<void> {
    if (this.state !== 'recovering') return;
    try {
      await this.#check();
      this.#recover();
    } catch (error) {
      const { log, address } = this.#options;
      log.debug('database still away', { database: address.name, reason: messageOf(error) });
      this.#retry(Math.min(Math.max(delayMs * 2, RETRY_MS_MIN), RETRY_MS_MAX));
    }
  }

  #recover(): void {
    if (this.state !== 'recovering') return;
    const { clock, log, address } = this.#options;
    const tookMs = Math.round(clock.nowMs() - this.#lostMs);
    log.info('database is back', { database: address.name, tookMs });
    this.state = 'open';
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waitingForRecovery) wake();
    this.#waitingForRecovery.clear();
  }

  async #recovered(): Promise<void> {
    const { clock, address } = this.#options;
    const leftMs = this.#lostMs + PATIENCE_MS - clock.nowMs();
    if (leftMs > 0) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(leftMs, () => {
          this.#waitingForRecovery.delete(wake);
          resolve();
        });
        const wake = () => {
          cancel();
          resolve();
        };
        this.#waitingForRecovery.add(wake);
      });
    }
    if (this.state === 'recovering') throw away(address.name, undefined);
  }
}

/** The only sign that pg-pool gives of this. */
const ALL_TAKEN = 'timeout exceeded when trying to connect';

function allTaken(cause: unknown): AppError {
  return new AppError('BUSY', 'all connections to the database are in use; try again', { cause });
}

function away(name: string, cause: unknown): AppError {
  return new AppError('BUSY', `the database at ${name} does not answer; try again`, { cause });
}

function closed(name: string): AppError {
  return new AppError('UNREACHABLE', `the database at ${name} is closed`);
}
