import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';

export interface MaintenanceOptions {
  /** One statement, alone, that may take `limitMs`. */
  readonly ask: <Row>(text: string, limitMs: number) => Promise<readonly Row[]>;
  /** How many others wait for the connection. */
  readonly waiting: () => number;
  /** Whether the disk has space for what chores write: one that cannot write ends PostgreSQL. */
  readonly hasSpace: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What PostgreSQL's background processes would do, which PGlite does not have: checkpoints, since
 * the WAL grows and recovery with it, and VACUUM, since updated rows leave their old versions behind.
 * Looks every `PERIOD_MS`, one statement at a time, and lets others go first for a while.
 */
export class Maintenance {
  /** Tables, indexes and WAL as of the last look. */
  sizeBytes: number | null = null;

  readonly #options: MaintenanceOptions;
  readonly #doneMs = new Map<string, number>();
  #sizeDueMs = Number.NEGATIVE_INFINITY;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
    for (const { name } of CHORES) this.#doneMs.set(name, options.clock.nowMs());
  }

  /** Looks once, then periodically until stopped. */
  async start(): Promise<void> {
    try {
      await this.#look();
    } catch (error) {
      this.#options.log.warn('database maintenance failed', { reason: messageOf(error) });
    }
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.after(PERIOD_MS, () => void this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const walBytes = await this.#measure();
    if (!this.#options.hasSpace()) return;
    for (const chore of CHORES) {
      if (this.#stopped) return;
      const elapsedMs = this.#options.clock.nowMs() - (this.#doneMs.get(chore.name) ?? 0);
      if (!chore.isDue(elapsedMs, walBytes)) continue;
      for (const statement of await this.#statements(chore)) {
        await this.#run(chore.name, statement);
      }
      this.#doneMs.set(chore.name, this.#options.clock.nowMs());
    }
  }

  /** What was written since the last checkpoint; and now and then the size of it all. */
  async #measure(): Promise<number> {
    const { ask, clock } = this.#options;
    if (clock.nowMs() >= this.#sizeDueMs) {
      const [size] = await ask<{ sizeBytes: number }>(SIZE, CHORE_LIMIT_MS);
      this.sizeBytes = size?.sizeBytes ?? null;
      this.#sizeDueMs = clock.nowMs() + SIZE_PERIOD_MS;
    }
    const [wal] = await ask<{ walBytes: number }>(WAL, CHORE_LIMIT_MS);
    return wal?.walBytes ?? 0;
  }

  async #statements(chore: Chore): Promise<readonly string[]> {
    if (chore.statements !== undefined) return chore.statements;
    const tables = await this.#options.ask<{ name: string }>(TABLES, CHORE_LIMIT_MS);
    return tables.map(({ name }) => vacuum(name));
  }

  async #run(chore: string, statement: string): Promise<void> {
    await this.#quietMoment();
    if (this.#stopped) return;
    const { ask, clock, log } = this.#options;
    const startedMs = clock.nowMs();
    await ask(statement, CHORE_LIMIT_MS);
    const tookMs = Math.round(clock.nowMs() - startedMs);
    log.debug('database maintenance', { chore, statement, tookMs });
  }

  async #quietMoment(): Promise<void> {
    for (let tries = 0; tries < QUIET_TRIES_MAX; tries += 1) {
      if (this.#stopped || this.#options.waiting() === 0) return;
      await new Promise<void>((resolve) => {
        this.#options.clock.after(QUIET_DELAY_MS, resolve);
      });
    }
  }
}

interface Chore {
  readonly name: string;
  isDue(elapsedMs: number, walBytes: number): boolean;
  /** VACUUM of every table when there are none. */
  readonly statements?: readonly string[];
}

const MEGABYTE = 1024 * 1024;
const MINUTE_MS = 60_000;
/** One cheap statement each; at 10 MB/s the WAL grows by 100 MB in between. */
const PERIOD_MS = 10_000;
const SIZE_PERIOD_MS = MINUTE_MS;
const CHORE_LIMIT_MS = 5 * MINUTE_MS;
const QUIET_DELAY_MS = 100;
const QUIET_TRIES_MAX = 50;

/** Small tables whose rows are updated, or deleted soon, all the time. */
const HOT_TABLES = ['Node', 'AgentEpoch', 'NodeCollector', 'NodeCheck', 'SampleJournal'];

/** A checkpoint writes some hundred bytes itself: less than this is nobody's work. */
const WAL_BYTES_IDLE = 4096;

const CHORES: readonly Chore[] = [
  {
    name: 'checkpoint',
    isDue: (elapsedMs, walBytes) =>
      walBytes >= 64 * MEGABYTE || (elapsedMs >= 5 * MINUTE_MS && walBytes > WAL_BYTES_IDLE),
    statements: ['CHECKPOINT'],
  },
  {
    name: 'vacuum hot tables',
    isDue: (elapsedMs) => elapsedMs >= 60 * MINUTE_MS,
    statements: HOT_TABLES.map(vacuum),
  },
  {
    name: 'vacuum all tables',
    isDue: (elapsedMs) => elapsedMs >= 24 * 60 * MINUTE_MS,
  },
];

function vacuum(table: string): string {
  return `VACUUM (ANALYZE) "${table.replaceAll('"', '""')}"`;
}

const WAL = `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 AS "walBytes"
  FROM pg_control_checkpoint()`;

const SIZE = `SELECT (pg_database_size(current_database())
    + (SELECT coalesce(sum(size), 0) FROM pg_ls_waldir()))::float8 AS "sizeBytes"`;

const TABLES = `SELECT tablename::text AS name FROM pg_tables
  WHERE schemaname = 'public' ORDER BY tablename`;
