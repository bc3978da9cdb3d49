import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import { until } from '../../scripts/launched';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';
import { recordingLog } from './recording-log';

const MEBIBYTE = 1024 * 1024;
const RESERVE_BYTES = 24 * MEBIBYTE;
/** Only root may mount a disk as small as this. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbro-reserve-'));
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', folder]);
});
afterEach(() => {
  if (canMount) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
});

/** To the last byte, as a log that ran away would. */
function fillDisk(): void {
  for (const sizeBytes of [MEBIBYTE, 4_096, 1]) {
    const chunk = Buffer.alloc(sizeBytes, 1);
    try {
      for (;;) writeFileSync(join(folder, 'filler'), chunk, { flag: 'a' });
    } catch {
      // Nothing more of this size.
    }
  }
}

test.skipIf(!canMount || onPostgres)(
  'what is reserved is given up before the database ends, so that little things can be written',
  async () => {
    const clock = new FakeClock();
    const directory = join(folder, 'pg');
    const reserve = `${directory}.reserve`;
    const database = await openDatabase({
      ...{ directory, clock, log: quietLog, reserveBytes: RESERVE_BYTES },
      freeBytesFloor: 64 * MEBIBYTE,
    });
    await until('space is reserved', async () => existsSync(reserve));
    await database.query('CREATE TABLE kept (text text)');
    fillDisk();
    const write = () =>
      database.query(`INSERT INTO kept SELECT repeat(md5(n::text), 50)
        FROM generate_series(1, 2000) AS n`);
    await expect(write()).rejects.toThrow('No space left on device');
    await clock.advance(10_000);
    await until('it is given up', async () => !existsSync(reserve));
    await write();
    expect(database.health()).toMatchObject({ full: true, restarts: 0 });
    await database.close();
  },
  60_000,
);

test.skipIf(!canMount || onPostgres)(
  'a database that ended because its disk is full comes back with the space it had reserved',
  async () => {
    const log = recordingLog();
    const directory = join(folder, 'pg');
    const reserve = `${directory}.reserve`;
    const database = await openDatabase({
      ...{ directory, clock: systemClock, log, reserveBytes: RESERVE_BYTES },
      // A checkpoint may hang when it cannot write.
      ...{ freeBytesFloor: 64 * MEBIBYTE, statementLimitMs: 4_000 },
    });
    await until('space is reserved', async () => existsSync(reserve));
    expect(statSync(reserve).blocks * 512).toBeGreaterThanOrEqual(RESERVE_BYTES);
    await database.query('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id');

    fillDisk();
    // A table that grows goes without, and says so; a WAL that cannot grow ends PostgreSQL.
    const growing = `INSERT INTO kept SELECT generate_series(1, 200000)`;
    for (let times = 0; times < 40 && database.health().restarts === 0; times += 1) {
      await database.query(growing).catch(() => undefined);
      await database.query('CHECKPOINT').catch(() => undefined);
    }
    expect(database.health().restarts).toBe(1);
    const { rows } = await database.query<{ count: number }>(
      'SELECT count(*)::int4 AS count FROM kept WHERE id <= 1000',
    );
    expect(rows[0]?.count).toBeGreaterThanOrEqual(1_000);
    expect(existsSync(reserve)).toBe(false);
    expect(log.messages('warn')).toContain(
      'disk full: the space that was reserved for the database is given up',
    );

    rmSync(join(folder, 'filler'));
    await until('space is reserved again', async () => existsSync(reserve), 20_000);
    await database.close();
  },
  90_000,
);
