import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Sql } from './database';

export interface SizeGaugeDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Log;
}

const PERIOD_MS = 60_000;

/** How large the database is, looked up every minute: PostgreSQL walks its files for it. */
export class SizeGauge {
  /** Null until first read, and while it cannot be read. */
  sizeBytes: number | null = null;

  readonly #deps: SizeGaugeDeps;
  #cancel: Cancel = () => undefined;
  #stopped = false;

  constructor(deps: SizeGaugeDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    const { sql, clock, log } = this.#deps;
    try {
      const { rows } = await sql.query<{ sizeBytes: number }>(
        'SELECT pg_database_size(current_database())::float8 AS "sizeBytes"',
      );
      this.sizeBytes = rows[0]?.sizeBytes ?? null;
    } catch (error) {
      this.sizeBytes = null;
      log.debug('size of the database unknown', { reason: messageOf(error) });
    }
    if (!this.#stopped) this.#cancel = clock.after(PERIOD_MS, () => void this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }
}
