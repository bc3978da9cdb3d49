import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';

describe('raw SQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  }, 60_000);
  beforeEach(() => database.reset());
  afterAll(() => database.close());

  test('takes and gives every type that it promises', async () => {
    const at = new Date('2026-02-03T04:05:06.789Z');
    const values = [
      2n ** 62n,
      Buffer.from([0, 255]),
      at,
      ['a', 'b,"c\\'],
      [1.5, -0.25],
      true,
      null,
    ];
    const { rows } = await database.query(
      `SELECT $1::int8 AS big, $2::bytea AS bytes, $3::timestamptz AS at, $4::text[] AS texts,
         $5::float8[] AS floats, $6::bool AS yes, $7::text AS nothing, 7::int AS small,
         ARRAY[1, 2]::int8[] AS bigs, ARRAY['\\x01', '\\x02']::bytea[] AS blocks,
         '{"a": [1]}'::jsonb AS json, 0.1::numeric AS exact, '{[1,3)}'::int8multirange AS ranges`,
      values,
    );
    expect(rows).toEqual([
      {
        big: 2n ** 62n,
        bytes: Buffer.from([0, 255]),
        at,
        texts: ['a', 'b,"c\\'],
        floats: [1.5, -0.25],
        yes: true,
        nothing: null,
        small: 7,
        bigs: [1n, 2n],
        blocks: [Buffer.from([1]), Buffer.from([2])],
        json: { a: [1] },
        exact: '0.1',
        ranges: '{[1,3)}',
      },
    ]);
  });

  test('writes many rows with one statement and counts them', async () => {
    const frames = [1, 2, 3].map((byte) => new Uint8Array(9000).fill(byte));
    const { affected } = await database.query(
      'INSERT INTO "SampleJournal" (data) SELECT * FROM unnest($1::bytea[])',
      [frames],
    );
    expect(affected).toBe(3);
    const { rows } = await database.query<{ data: Uint8Array }>(
      'SELECT data FROM "SampleJournal" ORDER BY id',
    );
    expect(rows.map(({ data }) => [data.length, data[0]])).toEqual([
      [9000, 1],
      [9000, 2],
      [9000, 3],
    ]);
  });

  test('refuses with the SQLSTATE of PostgreSQL, and an empty text too', async () => {
    await expect(database.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
    await expect(database.query('  ')).rejects.toThrow('the statement is empty, expected SQL');
    await expect(database.query('SELECT $1::bool', ['perhaps'])).rejects.toThrow('boolean');
    expect(database.health().restarts).toBe(0);
  });

  test('keeps the event loop free while PostgreSQL works', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    await database.query('SELECT 1');
    delay.enable();
    await database.query('SELECT count(*) FROM generate_series(1, 3000000) AS n WHERE n % 7 = 0');
    delay.disable();
    expect(delay.count).toBeGreaterThan(10);
    expect(delay.max / 1e6).toBeLessThan(100);
  });

  test('says what the database is', () => {
    expect(database.health()).toMatchObject({
      state: 'open',
      version: expect.stringMatching(
        onPostgres ? /^PostgreSQL \d+\.\d+$/ : /^PostgreSQL 18\.\d+ \(PGlite \d+\.\d+\.\d+\)$/,
      ),
      sizeBytes: expect.any(Number),
      freeBytes: onPostgres ? null : expect.any(Number),
      full: false,
      waiting: 0,
      restarts: 0,
    });
  });

  test('serves Prisma on the same connection, arrays, bytes and dates included', async () => {
    const publicKey = new Uint8Array([1, 2, 3]);
    const lastReportAt = new Date('2026-02-03T04:05:06.789Z');
    const groups = ['linux', 'a,"b'];
    const data = { id: 'n1', name: 'one', hostname: 'one', publicKey, groups, lastReportAt };
    await database.prisma.node.create({ data });
    await database.query(`UPDATE "Node" SET "cpuPercent" = 12.5 WHERE id = 'n1'`);
    const node = await database.prisma.node.findUniqueOrThrow({ where: { id: 'n1' } });
    expect(node).toMatchObject({ ...data, cpuPercent: 12.5 });
    await expect(database.prisma.node.create({ data })).rejects.toMatchObject({ code: 'P2002' });
  });
});

describe('opening an embedded database', () => {
  test('makes, migrates and reopens a database, for one process', {
    timeout: 120_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opsbro-open-'));
    const directory = join(folder, 'data', 'db');
    const steps: string[] = [];
    const options = {
      directory,
      clock: systemClock,
      log: quietLog,
      onProgress: (step: string) => steps.push(step),
    };
    const database = await openDatabase(options);
    expect(steps.slice(0, 3)).toEqual([
      'creating the database (first start)',
      'opening',
      'applying migration 0001_init',
    ]);
    expect(existsSync(`${directory}.creating`)).toBe(false);
    await database.query('INSERT INTO "SampleJournal" (data) VALUES ($1)', [new Uint8Array(3)]);
    await expect(openDatabase(options)).rejects.toMatchObject({ code: 'CONFLICT' });
    await Promise.all([database.close(), database.close()]);
    expect(database.health().state).toBe('closed');
    await expect(database.query('SELECT 1')).rejects.toThrow('is closed');

    steps.length = 0;
    const again = await openDatabase(options);
    expect(steps).toEqual(['opening']);
    const { rows } = await again.query('SELECT count(*)::int AS count FROM "SampleJournal"');
    expect(rows).toEqual([{ count: 1 }]);
    await again.close();
    rmSync(folder, { recursive: true });
  });
});
