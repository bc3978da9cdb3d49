import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectTo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { openAuditService } from '@/server/audit/audit-service';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { until } from '../../scripts/launched';
import { quietLog } from '../../support/test-database';
import {
  asAdmin,
  createDatabase,
  createTestPostgres,
  onPostgres,
  type TestPostgres,
} from '../../support/test-postgres';
import { recordingLog } from './recording-log';

const base = { directory: '', clock: systemClock, log: quietLog };
const PASSWORD = 'hunter2-is-not-shown';

/** A way to PostgreSQL that a test can cut and close, as a network or a fail-over does. */
class Road {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  isOpen = true;
  /** What the server answers is thrown away, as if it never came. */
  swallowsAnswers = false;

  constructor(host: string, port: number) {
    this.#server = createServer((near) => {
      if (!this.isOpen) return void near.destroy();
      const far = connectTo(port, host);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.on('data', (data) => {
        if (!this.swallowsAnswers) near.write(data);
      });
    });
  }

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.isOpen = false;
    this.cut();
  }

  end(): void {
    this.close();
    this.#server.close();
  }
}

describe.skipIf(!onPostgres)('a database of PostgreSQL', () => {
  let place: TestPostgres;
  beforeAll(async () => {
    place = await createTestPostgres();
  });
  afterAll(() => place.drop());

  describe('behind a network that fails', () => {
    let road: Road;
    let database: Database;
    const log = recordingLog();
    beforeEach(async () => {
      const url = new URL(place.url);
      road = new Road(url.hostname, Number(url.port || 5432));
      url.port = String(await road.open());
      url.hostname = '127.0.0.1';
      log.lines.length = 0;
      database = await openDatabase({ ...base, log, url: url.href, statementLimitMs: 2_000 });
      await database.query('CREATE TABLE IF NOT EXISTS written (id int PRIMARY KEY)');
      await database.query('TRUNCATE written');
    });
    afterEach(async () => {
      await database.close();
      road.end();
    });

    const ids = async () => {
      const { rows } = await database.query<{ id: number }>('SELECT id FROM written ORDER BY id');
      return rows.map(({ id }) => id);
    };

    test('is recovering while it is away, refuses with BUSY, and comes back by itself', async () => {
      await database.query('INSERT INTO written VALUES (1)');
      road.close();
      await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'BUSY' });
      expect(database.health()).toMatchObject({ state: 'recovering', restarts: 1 });
      await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'BUSY' });
      await expect(database.prisma.node.count()).rejects.toThrow(/does not answer|lost/);
      road.isOpen = true;
      await until('it is back', () => database.health().state === 'open');
      expect(await ids()).toEqual([1]);
      expect(log.messages('info')).toContain('database is back');
    });

    test('makes those wait who ask during a moment without it', async () => {
      road.close();
      await until('it is noticed', () => database.health().state === 'recovering');
      const asked = ids();
      road.isOpen = true;
      expect(await asked).toEqual([]);
    });

    test('does not say that something was committed when the answer to COMMIT never came', async () => {
      const lost = database.transaction(async (sql) => {
        await sql.query('INSERT INTO written VALUES (7)');
        road.swallowsAnswers = true;
        setTimeout(() => road.cut(), 300);
      });
      await expect(lost).rejects.toMatchObject({ code: 'BUSY' });
      road.swallowsAnswers = false;
      await until('it is back', () => database.health().state === 'open');
      // It was: the one who asked must ask again, and finds it done.
      expect(await ids()).toEqual([7]);
    });

    test('undoes a transaction whose connection is cut in the middle, and says so to the rest', async () => {
      const cut = database.transaction(async (sql) => {
        await sql.query('INSERT INTO written VALUES (8)');
        road.cut();
        await sql.query('INSERT INTO written VALUES (9)').catch(() => undefined);
        await sql.query('INSERT INTO written VALUES (10)');
      });
      await expect(cut).rejects.toMatchObject({ code: 'BUSY' });
      await until('it is back', () => database.health().state === 'open');
      expect(await ids()).toEqual([]);
    });

    test('ends a statement that takes too long, and says so', async () => {
      await expect(database.query('SELECT pg_sleep(60)')).rejects.toMatchObject({
        code: 'BUSY',
        message: 'a statement took longer than 2 s and was ended; try again',
      });
      expect(database.health()).toMatchObject({ state: 'open', restarts: 0 });
    });

    test('gives a connection up that is silent', async () => {
      road.swallowsAnswers = true;
      await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'BUSY' });
      road.swallowsAnswers = false;
      road.cut();
      await until('it is back', () => database.health().state === 'open');
      expect(await ids()).toEqual([]);
    });
  });

  describe('is refused with a sentence', () => {
    const opening = (url: string) => openDatabase({ ...base, url });

    test.each([
      ['mysql://root@localhost/ops', 'expected a connection string of PostgreSQL'],
      ['postgresql://localhost', 'expected a connection string of PostgreSQL'],
      [`postgresql://u:${PASSWORD}@127.0.0.1:1/ops`, 'PostgreSQL at u@127.0.0.1:1/ops cannot be'],
    ])('%s', async (url, sentence) => {
      const error = await opening(url).catch((refusal: unknown) => refusal);
      expect(error).toMatchObject({ message: expect.stringContaining(sentence) });
      expect(String(error)).not.toContain(PASSWORD);
    });

    test('where there is no such database', async () => {
      const url = new URL(place.url);
      url.pathname = '/nobody_made_this';
      await expect(opening(url.href)).rejects.toMatchObject({
        code: 'INVALID',
        message: expect.stringContaining('has no such database: create it'),
      });
    });

    test.each([
      ['synchronous_commit', 'off', 'set synchronous_commit to on'],
      ['default_transaction_read_only', 'on', 'set default_transaction_read_only to off'],
    ])('where %s is %s', async (setting, value, sentence) => {
      await using other = await createDatabase();
      const { pathname } = new URL(other.url);
      const name = pathname.slice(1);
      await asAdmin((admin) => admin.query(`ALTER DATABASE ${name} SET ${setting} = ${value}`));
      await expect(opening(other.url)).rejects.toMatchObject({
        code: 'INVALID',
        message: expect.stringContaining(sentence),
      });
    });

    test('where it cannot hold every character', async () => {
      await using other = await createDatabase(
        `ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
      );
      await expect(opening(other.url)).rejects.toThrow('keeps this database in LATIN1');
    });

    test('where it may not make tables', async () => {
      await using other = await createDatabase();
      const role = `opsbro_guest_${process.pid}`;
      await asAdmin((admin) => admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`));
      try {
        const url = new URL(other.url);
        url.username = role;
        url.password = PASSWORD;
        const error = await opening(url.href).catch((refusal: unknown) => refusal);
        expect(error).toMatchObject({ code: 'INVALID', message: expect.stringContaining('grant') });
        expect(JSON.stringify(error) + String(error)).not.toContain(PASSWORD);
      } finally {
        await asAdmin((admin) => admin.query(`DROP ROLE ${role}`));
      }
    });
  });

  test('may be opened by two servers at the same moment, one of which migrates it', async () => {
    await using empty = await createDatabase();
    const steps: string[] = [];
    const onProgress = (step: string) => steps.push(step);
    const servers = await Promise.all(
      [1, 2, 3].map(() => openDatabase({ ...base, url: empty.url, onProgress })),
    );
    for (const server of servers) expect(await server.prisma.node.count()).toBe(0);
    for (const server of servers) await server.close();
    const applied = steps.filter((step) => step.startsWith('applying'));
    expect(new Set(applied).size).toBe(applied.length);
    expect(applied.length).toBeGreaterThan(0);
  });

  test('sees what others have written as soon as it has their lock, whatever it is set to', async () => {
    await using other = await createTestPostgres();
    const name = new URL(other.url).pathname.slice(1);
    await asAdmin((admin) =>
      admin.query(`ALTER DATABASE ${name} SET default_transaction_isolation = 'repeatable read'`),
    );
    const database = await openDatabase({ ...base, url: other.url });
    const directory = mkdtempSync(join(tmpdir(), 'opsbro-isolation-'));
    const audit = await openAuditService({ ...base, database, directory });
    const change = { by: 'agent:n', action: 'node.quarantine', target: 'node:n' } as const;
    const appended = await Promise.allSettled(
      Array.from({ length: 6 }, () => audit.recordAlone(change)),
    );
    await audit.close();
    await database.close();
    rmSync(directory, { recursive: true });
    expect(appended.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  test('keeps times in UTC whatever it is set to', async () => {
    await using other = await createTestPostgres();
    const name = new URL(other.url).pathname.slice(1);
    await asAdmin(async (admin) => {
      await admin.query(`ALTER DATABASE ${name} SET timezone = 'Europe/Moscow'`);
      await admin.query(`ALTER DATABASE ${name} SET datestyle = 'German'`);
    });
    const database = await openDatabase({ ...base, url: other.url });
    const at = new Date('2026-02-03T04:05:06.789Z');
    const data = { id: 'n', name: 'n', hostname: 'n', publicKey: new Uint8Array([1]) };
    await database.prisma.node.create({ data: { ...data, lastReportAt: at } });
    const { rows } = await database.query(
      `SELECT "lastReportAt" AS at, extract(epoch FROM "lastReportAt")::float8 AS s FROM "Node"`,
    );
    const found = await database.prisma.node.findMany();
    await database.close();
    expect(rows).toEqual([{ at, s: at.getTime() / 1_000 }]);
    expect(found.map(({ lastReportAt }) => lastReportAt)).toEqual([at]);
  });
});
