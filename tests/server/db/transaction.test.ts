import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';

let database: TestDatabase;
const clock = new FakeClock();
beforeAll(async () => {
  database = await openTestDatabase({ clock });
  await database.query(`CREATE TABLE item (id int PRIMARY KEY, tag text NOT NULL DEFAULT '',
    parent int REFERENCES item DEFERRABLE INITIALLY DEFERRED)`);
}, 60_000);
beforeEach(() => database.reset());
afterAll(() => database.close());

async function ids(): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>('SELECT id FROM item ORDER BY id');
  return rows.map(({ id }) => id);
}

describe('a transaction', () => {
  test('does all or nothing', async () => {
    const result = await database.transaction(async (sql) => {
      await sql.query('INSERT INTO item VALUES (1)');
      return (await sql.query('INSERT INTO item VALUES (2), (3)')).affected;
    });
    expect(result).toBe(2);
    const failing = database.transaction(async (sql) => {
      await sql.query('INSERT INTO item VALUES (4)');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await ids()).toEqual([1, 2, 3]);
  });

  test('is seen by nobody before its end', async () => {
    const others = new Promise((resolve) => setTimeout(resolve, 50));
    const inside = database.transaction(async (sql) => {
      await sql.query('INSERT INTO item VALUES (1)');
      await others;
      await sql.query('INSERT INTO item VALUES (2)');
      return 'done';
    });
    const meanwhile = ids();
    const counts = database.prisma.node.count();
    // The embedded database has one connection: others wait for the end, and then see all of it.
    if (!onPostgres) expect(database.health().waiting).toBeGreaterThan(0);
    expect(await inside).toBe('done');
    expect(await meanwhile).toEqual(onPostgres ? [] : [1, 2]);
    expect(await counts).toBe(0);
  });

  test('raises when COMMIT fails', async () => {
    const orphan = database.transaction((sql) => {
      return sql.query('INSERT INTO item (id, parent) VALUES (1, 99)');
    });
    await expect(orphan).rejects.toMatchObject({ code: '23503' });
    const prisma = database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO item (id, parent) VALUES (1, 99)`;
    });
    await expect(prisma).rejects.toThrow('ForeignKeyConstraintViolation');
    expect(await ids()).toEqual([]);
  });

  test('raises when it overlooked that a statement failed, which undid everything', async () => {
    const overlooked = database.transaction(async (sql) => {
      await sql.query('INSERT INTO item VALUES (1)');
      await sql.query('INSERT INTO item VALUES (1)').catch(() => undefined);
    });
    await expect(overlooked).rejects.toThrow('rolled back instead of committed');
    const prisma = database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO item VALUES (1)`;
      await tx.$executeRaw`INSERT INTO item VALUES (1)`.catch(() => undefined);
    });
    await expect(prisma).rejects.toThrow('rolled back instead of committed');
    expect(await ids()).toEqual([]);
  });

  test('that would wait for itself is a programmer error, not a hang', async () => {
    const attempts = [
      () => database.query('SELECT 1'),
      () => database.transaction(async () => 1),
      () => database.prisma.node.count(),
      () => database.prisma.$transaction([database.prisma.node.count()]),
    ];
    for (const attempt of attempts) {
      const nested = database.transaction(async () => void (await attempt()));
      await expect(nested).rejects.toThrow('waits for the transaction');
    }
    expect(await ids()).toEqual([]);
  });

  test('may leave work behind that asks later, on its own', async () => {
    let later: Promise<number[]> | undefined;
    await database.transaction(async (sql) => {
      await sql.query('INSERT INTO item VALUES (1)');
      later = new Promise((resolve) => setTimeout(resolve, 100)).then(ids);
    });
    expect(await later).toEqual([1]);
  });

  test('takes no statement after its end', async () => {
    let kept: ((text: string) => Promise<unknown>) | undefined;
    await database.transaction(async (sql) => {
      kept = (text) => sql.query(text);
    });
    await expect(kept?.('INSERT INTO item VALUES (1)')).rejects.toThrow('transaction is over');
    expect(await ids()).toEqual([]);
  });

  test('that nobody ends is rolled back after its limit, and others go on', async () => {
    let inserted: () => void = () => undefined;
    const isInserted = new Promise<void>((resolve) => {
      inserted = resolve;
    });
    const stuck = database.transaction(async (sql) => {
      await sql.query('INSERT INTO item VALUES (1)');
      inserted();
      await new Promise(() => undefined);
    });
    const outcome = expect(stuck).rejects.toMatchObject({ code: 'BUSY' });
    await isInserted;
    const waiting = ids();
    await clock.advance(60_000);
    await outcome;
    expect(await waiting).toEqual([]);
  });
});

test('closing does not wait for ever for a transaction that never ends', async () => {
  const ownClock = new FakeClock();
  const own = await openTestDatabase({ clock: ownClock });
  const stuck = own.transaction(() => new Promise<never>(() => undefined));
  const outcome = expect(stuck).rejects.toMatchObject({ code: 'BUSY' });
  const closing = own.close();
  await sleep(50);
  await ownClock.advance(10_000);
  await closing;
  expect(own.health().state).toBe('closed');
  await ownClock.advance(60_000);
  await outcome;
});

describe("Prisma's transactions", () => {
  test('commit, roll back, and give their turn back', async () => {
    const node = { name: 'n', hostname: 'n' };
    await database.prisma.$transaction(async (tx) => {
      await tx.node.create({ data: { ...node, id: 'a', publicKey: new Uint8Array([1]) } });
      expect(await tx.node.count()).toBe(1);
    });
    const failing = database.prisma.$transaction(async (tx) => {
      await tx.node.create({ data: { ...node, id: 'b', publicKey: new Uint8Array([2]) } });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await database.prisma.$transaction([
      database.prisma.node.create({ data: { ...node, id: 'c', publicKey: new Uint8Array([3]) } }),
      database.prisma.node.update({ where: { id: 'a' }, data: { name: 'changed' } }),
    ]);
    const nodes = await database.prisma.node.findMany({ orderBy: { id: 'asc' } });
    expect(nodes.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'changed'],
      ['c', 'n'],
    ]);
  });

  // On PostgreSQL nobody waits for the one connection.
  test.skipIf(onPostgres)(
    'that wait too long for their turn do not keep it when it comes',
    async () => {
      let release: () => void = () => undefined;
      const held = database.transaction(
        () =>
          new Promise<void>((resolve) => {
            release = resolve;
          }),
      );
      const late = database.prisma.$transaction((tx) => tx.node.count(), { maxWait: 50 });
      await expect(late).rejects.toMatchObject({ code: 'P2028' });
      release();
      await held;
      expect(await ids()).toEqual([]);
      expect(await database.prisma.node.count()).toBe(0);
    },
  );
});
