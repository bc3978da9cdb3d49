import type { Database } from '../db/database';
import { HOUR_MS } from './open-samples';

/** How long samples are kept, in milliseconds. More costs disk in proportion. */
export interface Retention {
  /** Samples as collected; about 1.3 bytes each. Default: 7 days. */
  readonly fineMs: number;
  /** Hourly roll-ups; about 80 bytes each. Default: 400 days, so that a year can be compared. */
  readonly hourlyMs: number;
}

const DAY_MS = 24 * HOUR_MS;

export const DEFAULT_RETENTION: Retention = { fineMs: 7 * DAY_MS, hourlyMs: 400 * DAY_MS };

/** Rows, and series, of one statement: others wait for the connection meanwhile. */
const ROWS_AT_ONCE = 2_000;
const SERIES_AT_ONCE = 500;

/** Deletes chunks and roll-ups that ended before their retention. */
export async function expireSamples(
  database: Database,
  nowMs: number,
  { fineMs, hourlyMs }: Retention,
): Promise<void> {
  await expireChunks(database, Math.floor(nowMs - fineMs));
  await expireHours(database, Math.floor((nowMs - hourlyMs) / HOUR_MS));
}

async function expireChunks(database: Database, beforeMs: number): Promise<void> {
  for (;;) {
    const { affected } = await database.query(
      `DELETE FROM "SampleChunk" WHERE ("seriesId", "startMs") IN (
         SELECT "seriesId", "startMs" FROM "SampleChunk" WHERE "endMs" < $1
         ORDER BY "endMs" LIMIT $2
       )`,
      [beforeMs, ROWS_AT_ONCE],
    );
    if (affected < ROWS_AT_ONCE) return;
  }
}

/** Series by series, because roll-ups are found by series first. */
async function expireHours(database: Database, before: number): Promise<void> {
  for (let after = 0; ; ) {
    const { rows } = await database.query<{ id: number }>(
      'SELECT id FROM "Series" WHERE id > $1 ORDER BY id LIMIT $2',
      [after, SERIES_AT_ONCE],
    );
    await database.query(
      `DELETE FROM "SampleHour" h USING unnest($1::int[]) AS s(id)
       WHERE h."seriesId" = s.id AND h.hour < $2`,
      [rows.map(({ id }) => id), before],
    );
    if (rows.length < SERIES_AT_ONCE) return;
    after = rows.at(-1)?.id ?? after;
  }
}
