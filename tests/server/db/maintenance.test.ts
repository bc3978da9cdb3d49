import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Maintenance } from '@/server/db/maintenance';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';
import { type RecordingLog, recordingLog } from './recording-log';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let database: TestDatabase;
let clock: FakeClock;
let log: RecordingLog;
let waiting: number;
let hasSpace: boolean;
/** Instead of what was really written since the last checkpoint. */
let walBytes: number | undefined;
let maintenance: Maintenance;
beforeEach(async () => {
  database = await openTestDatabase();
  clock = new FakeClock();
  log = recordingLog();
  waiting = 0;
  hasSpace = true;
  walBytes = undefined;
  maintenance = new Maintenance({
    ask: async <Row>(text: string) => {
      const { rows } = await database.query<Row>(text);
      const isMeasured = walBytes !== undefined && text.includes('AS "walBytes"');
      return isMeasured ? rows.map((row) => ({ ...row, walBytes })) : rows;
    },
    waiting: () => waiting,
    hasSpace: () => hasSpace,
    clock,
    log,
  });
  await maintenance.start();
  expect(maintenance.sizeBytes).toBeGreaterThan(1024 * 1024);
}, 60_000);
afterEach(async () => {
  maintenance.stop();
  await database.close();
});

/** Lets time pass, and waits until what fell due is done. */
async function pass(durationMs: number): Promise<void> {
  await clock.advance(durationMs);
  await vi.waitFor(() => expect(clock.pendingTimers).toBe(1), 10_000);
}

/** What was done since the last time this was asked. */
function statements(): unknown[] {
  const lines = log.lines.splice(0);
  expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
  return lines.map(({ fields: { statement } }) => statement);
}

async function write(rows: number): Promise<void> {
  await database.query(
    `INSERT INTO "SampleJournal" (data)
     SELECT decode(repeat(md5(n::text), 512), 'hex') FROM generate_series(1, ${rows}) AS n`,
  );
}

/** PostgreSQL has background processes for it. */
describe.skipIf(onPostgres)('maintenance', () => {
  test('writes a checkpoint after five minutes with work, and none without', async () => {
    await write(1);
    await pass(4 * MINUTE_MS);
    expect(statements()).toEqual([]);
    await pass(MINUTE_MS);
    expect(statements()).toEqual(['CHECKPOINT']);
    await pass(20 * MINUTE_MS);
    expect(statements()).toEqual([]);
  });

  test('waits with all that writes while the disk has no space for it', async () => {
    hasSpace = false;
    await write(1);
    await pass(2 * HOUR_MS);
    expect(statements()).toEqual([]);
    hasSpace = true;
    await pass(MINUTE_MS / 2);
    expect(statements()).toContain('CHECKPOINT');
  });

  test('writes a checkpoint at the next look when much was written', async () => {
    await pass(MINUTE_MS / 2);
    expect(statements()).toEqual([]);
    walBytes = 64 * 1024 * 1024;
    await pass(MINUTE_MS / 2);
    expect(statements()).toEqual(['CHECKPOINT']);
  });

  test('vacuums the hot tables every hour and all of them every day', async () => {
    await database.query(
      `INSERT INTO "Node" (id, name, hostname, "publicKey")
       SELECT n, n, n, decode(md5(n::text), 'hex') FROM generate_series(1, 50) AS n`,
    );
    await pass(HOUR_MS);
    expect(statements()).toEqual([
      'CHECKPOINT',
      'VACUUM (ANALYZE) "Node"',
      'VACUUM (ANALYZE) "AgentEpoch"',
      'VACUUM (ANALYZE) "NodeCollector"',
      'VACUUM (ANALYZE) "NodeCheck"',
      'VACUUM (ANALYZE) "SampleJournal"',
    ]);
    const { rows } = await database.query(
      `SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'Node'`,
    );
    expect(rows).toEqual([{ rows: 50 }]);
    await pass(23 * HOUR_MS);
    expect(statements()).toContain('VACUUM (ANALYZE) "TimelineEntry"');
  });

  test('lets those who wait go first, but not for ever', async () => {
    await write(1);
    waiting = 3;
    await clock.advance(5 * MINUTE_MS);
    await vi.waitFor(async () => {
      await clock.advance(100);
      expect(statements()).toEqual(['CHECKPOINT']);
    }, 10_000);
    expect(clock.nowMs() - 5 * MINUTE_MS).toBeGreaterThanOrEqual(5_000);
  });

  test('survives a database that refuses, and tries again', async () => {
    await write(1);
    const query = vi.spyOn(database, 'query').mockRejectedValueOnce(new Error('recovering'));
    await pass(MINUTE_MS / 2);
    expect(log.messages('warn')).toEqual(['database maintenance failed']);
    query.mockRestore();
    log.lines.length = 0;
    await pass(5 * MINUTE_MS);
    expect(statements()).toEqual(['CHECKPOINT']);
  });
});
