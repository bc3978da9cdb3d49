import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { AppError } from '@/common/errors';
import type { Database } from '@/server/db/database';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';
import { recordingLog } from './recording-log';

/** A function that calls itself until the stack of the thread overflows. */
const DIG = `CREATE FUNCTION dig(depth int) RETURNS int LANGUAGE plpgsql
  AS 'BEGIN RETURN dig(depth + 1); END'`;

const COUNT = 'SELECT count(*)::int AS count FROM written';

async function countOf(database: Database): Promise<unknown> {
  return (await database.query(COUNT)).rows[0];
}

/**
 * Until the limit of a statement runs: how soon it begins on a busy machine is not for a test to
 * guess, and time that is advanced before counts for nothing.
 * @param idle the timers while no statement runs
 */
async function limitRuns(clock: FakeClock, idle: number): Promise<void> {
  while (clock.pendingTimers <= idle) await sleep(5);
}

/** PostgreSQL ends long statements itself, see `postgres-database.test.ts`. */
describe.skipIf(onPostgres)('the watchdog', { timeout: 60_000 }, () => {
  test('ends a statement that takes too long, and those behind it go on', async () => {
    const clock = new FakeClock();
    const log = recordingLog();
    await using database = await openTestDatabase({ clock, log, statementLimitMs: 30_000 });
    await database.query('CREATE TABLE written (id int)');
    await database.query('INSERT INTO written VALUES (1)');

    const idle = clock.pendingTimers;
    const endless = database.query('SELECT pg_sleep(3600)');
    const ended = expect(endless).rejects.toMatchObject({
      code: 'BUSY',
      message: expect.stringContaining('a statement took longer than 30 s'),
    });
    const waiting = countOf(database);
    await limitRuns(clock, idle);
    await clock.advance(29_000);
    expect(database.health().state).toBe('open');
    await clock.advance(1_000);
    await ended;
    expect(database.health()).toMatchObject({ state: 'recovering', restarts: 1 });
    expect(await waiting).toEqual({ count: 1 });
    expect(database.health().state).toBe('open');
    expect(log.messages('warn')).toEqual(['database thread ended, reopening']);
  });

  test('undoes the transaction whose statement it ended, and says so to the rest of it', async () => {
    const clock = new FakeClock();
    await using database = await openTestDatabase({ clock });
    await database.query('CREATE TABLE written (id int)');
    const idle = clock.pendingTimers;
    let after: Promise<unknown> | undefined;
    let isInserted = false;
    const endless = database.transaction(async (sql) => {
      await sql.query('INSERT INTO written VALUES (1)');
      isInserted = true;
      try {
        await sql.query('SELECT pg_sleep(3600)');
      } finally {
        after = sql.query('INSERT INTO written VALUES (2)').catch((error: unknown) => error);
      }
    });
    const ended = expect(endless).rejects.toMatchObject({ code: 'BUSY' });
    while (!isInserted) await sleep(5);
    await limitRuns(clock, idle);
    await clock.advance(30_000);
    await ended;
    expect(await after).toMatchObject({ code: 'BUSY' });
    expect(await countOf(database)).toEqual({ count: 0 });
  });

  test('sees a crash that PGlite swallows, and answers nothing from what is left', async () => {
    await using database = await openTestDatabase();
    await database.query(DIG);
    await database.query('CREATE TABLE written (id int)');
    const deep = expect(database.query('SELECT dig(1)')).rejects.toMatchObject({ code: 'BUSY' });
    const insert = database.query('INSERT INTO written VALUES (1)');
    await deep;
    expect((await insert).affected).toBe(1);
    expect(await countOf(database)).toEqual({ count: 1 });
    expect(database.health().restarts).toBe(1);
  });

  test('gives up when it happens again and again, and says so once', async () => {
    const fatal: AppError[] = [];
    const clock = new FakeClock();
    const onFatal = (error: AppError) => fatal.push(error);
    await using database = await openTestDatabase({ clock, log: recordingLog(), onFatal });
    await database.query(DIG);
    for (let time = 1; time <= 4; time += 1) {
      await expect(database.query('SELECT dig(1)')).rejects.toMatchObject({ code: 'BUSY' });
    }
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(database.health()).toMatchObject({ state: 'closed', restarts: 4 });
    expect(fatal.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^the database in .* failed 4 times within 60 s and stays closed/),
    ]);
  });
});
