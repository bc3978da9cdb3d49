import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Log } from '@/common/log';
import type { AuditChange } from '@/server/audit/audit-change';
import { type AuditService, openAuditService } from '@/server/audit/audit-service';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import { actorFor, admin } from '../../support/test-server';

let database: TestDatabase;
let clock: FakeClock;
let directory: string;
let audit: AuditService;
const errors: string[] = [];
const log: Log = { ...quietLog, error: (message) => void errors.push(message) };

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  clock = new FakeClock();
  directory = mkdtempSync(join(tmpdir(), 'opsbro-test-audit-'));
  audit = await openAudit();
});
afterEach(async () => {
  await audit.close();
  await database.reset();
  rmSync(directory, { recursive: true, force: true });
  errors.length = 0;
});

const openAudit = () => openAuditService({ database, clock, log, directory });
const change = (over: Partial<AuditChange> = {}): AuditChange => ({
  by: actorFor(admin, clock),
  action: 'node.edit',
  target: 'node:abc',
  ...over,
});

async function writeRows(count: number): Promise<void> {
  await database.transaction(async (sql) => {
    for (let index = 1; index <= count; index++) {
      await audit.record(sql, change({ target: `node:${index}`, after: { b: index, a: [index] } }));
    }
  });
}

const head = () => JSON.parse(readFileSync(join(directory, 'audit.head'), 'utf8'));

describe('a row', () => {
  test('says who changed what, through which door, from where, and how it was before', async () => {
    await audit.recordAlone(
      change({ targetName: 'web-1', before: { groups: [] }, after: { groups: ['web'] } }),
    );
    expect((await audit.list({ limit: 10 })).entries).toEqual([
      {
        seq: '1',
        atMs: clock.wallMs(),
        actorId: 'u1',
        actorName: 'Ada',
        door: 'browser',
        address: '127.0.0.1',
        action: 'node.edit',
        target: 'node:abc',
        targetName: 'web-1',
        before: { groups: [] },
        after: { groups: ['web'] },
      },
    ]);
  });

  test.each([
    ['server' as const, { actorId: 'server', actorName: 'server', door: 'server', address: '' }],
    ['agent:n1' as const, { actorId: 'agent:n1', actorName: 'agent:n1', door: 'agent' }],
    [
      { name: 'eve@example.org', address: '10.1.2.3' },
      { actorId: 'nobody', actorName: 'eve@example.org', door: 'browser', address: '10.1.2.3' },
    ],
  ])('of %j names its author', async (by, expected) => {
    await audit.recordAlone(change({ by }));
    expect((await audit.list({ limit: 1 })).entries[0]).toMatchObject(expected);
  });

  test('falls with the transaction of its change', async () => {
    const failing = database.transaction(async (sql) => {
      await audit.record(sql, change());
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    await audit.recordAlone(change({ action: 'node.remove' }));
    const { entries } = await audit.list({ limit: 10 });
    expect(entries.map(({ seq, action }) => `${seq} ${action}`)).toEqual(['1 node.remove']);
    expect(await audit.verify()).toMatchObject({ entries: 1, fault: null });
  });

  test('whatever is in it, comes back such that its hash is right', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.jsonValue({ noUnicodeString: false }),
        fc.double(),
        async (text, before, number) => {
          const after = { [text]: text, number, deep: [{ __proto__: null, text }] };
          await audit.recordAlone(change({ targetName: text, before, after }));
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
    await clock.advance(1_000);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 60 });
  }, 120_000);

  test('does not grow with the size of what was changed', async () => {
    await audit.recordAlone(change({ after: 'x'.repeat(1e6), targetName: 'y'.repeat(1e6) }));
    const [row] = (await audit.list({ limit: 1 })).entries;
    expect(JSON.stringify(row).length).toBeLessThan(2_000);
    expect(row?.after).toEqual({ leftOut: '1000002 characters' });
  });
});

describe('the list', () => {
  test('goes back page by page, newest first', async () => {
    await writeRows(7);
    const first = await audit.list({ limit: 4 });
    expect(first.entries.map(({ seq }) => seq)).toEqual(['7', '6', '5', '4']);
    const second = await audit.list({ limit: 4, before: first.next ?? '' });
    expect(second.entries.map(({ seq }) => seq)).toEqual(['3', '2', '1']);
    expect(second.next).toBeNull();
  });

  test('finds by person, action, target, and by any text, as it is written', async () => {
    await writeRows(3);
    await audit.recordAlone(
      change({
        by: 'server',
        action: 'backup.create',
        target: 'backup:1',
        after: { path: '50%_x' },
      }),
    );
    const found = async (query: object) =>
      (await audit.list({ limit: 10, ...query })).entries.map(({ seq }) => seq);
    expect(await found({ actorId: 'server' })).toEqual(['4']);
    expect(await found({ action: 'node.edit' })).toEqual(['3', '2', '1']);
    expect(await found({ target: 'node:2' })).toEqual(['2']);
    expect(await found({ text: 'BACKUP' })).toEqual(['4']);
    expect(await found({ text: '50%_X' })).toEqual(['4']);
    expect(await found({ text: '0_0' })).toEqual([]);
    expect(await found({ text: '%' })).toEqual(['4']);
  });
});

describe('1,000 rows in the database', () => {
  const TAMPERINGS = Number(process.env.OPSBRO_TEST_ROUNDS ?? 40);
  const ROWS = 1_000;
  const COLUMNS = {
    at: `at + interval '1 ms'`,
    actorId: `"actorId" || 'x'`,
    actorName: `'Mallory'`,
    door: `'console'`,
    address: `'10.0.0.1'`,
    action: `upper(action)`,
    target: `'node:0'`,
    targetName: `'x'`,
    before: `'{}'::jsonb`,
    after: `after || '{"a": 0}'`,
    prev: `sha256(prev)`,
    hash: `sha256(hash)`,
    seq: `-seq`,
  };
  const anyRow = fc.integer({ min: 1, max: ROWS });
  const anyButLast = fc.integer({ min: 1, max: ROWS - 1 });
  const tampering = fc.oneof(
    anyRow.map((seq) => [`DELETE FROM "AuditEntry" WHERE seq = ${seq}`, seq] as const),
    anyRow.map((seq) => [`DELETE FROM "AuditEntry" WHERE seq >= ${seq}`, seq] as const),
    anyButLast.map((seq) => [`DELETE FROM "AuditEntry" WHERE seq <= ${seq}`, seq] as const),
    fc
      .tuple(anyRow, fc.constantFrom(...Object.entries(COLUMNS)))
      .map(
        ([seq, [column, value]]) =>
          [`UPDATE "AuditEntry" SET "${column}" = ${value} WHERE seq = ${seq}`, seq] as const,
      ),
    anyRow.map(
      (seq) =>
        [
          `INSERT INTO "AuditEntry" SELECT 1001 AS seq, at, "actorId", "actorName", door, address,
             action, target, "targetName", before, after, prev, hash
           FROM "AuditEntry" WHERE seq = ${seq}`,
          ROWS + 1,
        ] as const,
    ),
    fc.uniqueArray(anyRow, { minLength: 2, maxLength: 2 }).map(
      ([one = 0, other = 0]) =>
        [
          `UPDATE "AuditEntry" to_row SET "actorId" = source."actorId", target = source.target,
               after = source.after, prev = source.prev, hash = source.hash
             FROM "AuditEntry" source
             WHERE (to_row.seq, source.seq) IN ((${one}, ${other}), (${other}, ${one}))`,
          Math.min(one, other),
        ] as const,
    ),
  );

  test(
    `are found right; each of ${TAMPERINGS} random tamperings is found at its first wrong row`,
    async () => {
      await writeRows(ROWS);
      await clock.advance(1_000);
      expect(await audit.verify()).toEqual({
        ok: true,
        entries: ROWS,
        checkedTo: String(ROWS),
        fault: null,
        headMatches: true,
      });
      await database.query('CREATE TABLE kept AS SELECT * FROM "AuditEntry"');
      await fc.assert(
        fc.asyncProperty(tampering, async ([statement, firstWrong]) => {
          const { affected } = await database.query(statement);
          expect(affected).toBeGreaterThan(0);
          const { ok, fault } = await audit.verify();
          await database.query('TRUNCATE "AuditEntry"');
          await database.query('INSERT INTO "AuditEntry" SELECT * FROM kept');
          expect({ statement, ok }).toEqual({ statement, ok: false });
          // A row that is gone, or has another number, is noticed at the one after it.
          const seq = Number(fault?.seq);
          expect([firstWrong, firstWrong + 1, -firstWrong, ROWS + 1]).toContain(seq);
        }),
        { numRuns: TAMPERINGS, endOnFailure: true },
      );
      await database.query('DROP TABLE kept');
    },
    60_000 + TAMPERINGS * 2_000,
  );
});

describe('the end of the log', () => {
  test('is written down outside of the database soon after a change, never before it', async () => {
    expect(head().seq).toBe('0');
    await database.transaction(async (sql) => {
      await audit.record(sql, change());
      expect(head().seq).toBe('0');
    });
    await clock.advance(100);
    await expect.poll(() => head().seq).toBe('1');
  });

  test('is noticed when it was cut off: by a check, and by the next start', async () => {
    await writeRows(5);
    await audit.close();
    await database.query('DELETE FROM "AuditEntry" WHERE seq > 3');
    expect(await audit.verify()).toMatchObject({
      ok: false,
      checkedTo: '3',
      headMatches: false,
      fault: { seq: '4', what: 'rows 4 to 5 were removed' },
    });
    errors.length = 0;
    audit = await openAudit();
    expect(errors).toEqual(['the audit log is not as it was written']);
  });

  test('is noticed when all of it was cut off', async () => {
    await writeRows(5);
    await audit.close();
    await database.query('TRUNCATE "AuditEntry"');
    expect(await audit.verify()).toMatchObject({ ok: false, fault: { seq: '1' } });
  });

  test('is noticed when the whole chain was made anew, with every hash right', async () => {
    await writeRows(5);
    await audit.close();
    await database.query('TRUNCATE "AuditEntry"');
    const other = mkdtempSync(join(tmpdir(), 'opsbro-test-audit-'));
    const forger = await openAuditService({ database, clock, log, directory: other });
    for (let index = 0; index < 9; index++) await forger.recordAlone(change({ by: 'server' }));
    await forger.close();
    rmSync(other, { recursive: true });
    expect(await audit.verify()).toMatchObject({ ok: false, entries: 9, fault: { seq: '5' } });
    audit = await openAudit();
    await audit.recordAlone(change());
    await audit.close();
    expect(head().seq).toBe('5');
  });

  test('may lag behind after a crash, and catches up at the next start', async () => {
    await writeRows(3);
    const crashed = audit;
    audit = await openAudit();
    await crashed.close();
    expect(head().seq).toBe('3');
    expect(await audit.verify()).toMatchObject({ ok: true });
  });

  test('of a file that somebody took away is a fault, until a start takes the log as it is', async () => {
    await writeRows(3);
    await audit.close();
    rmSync(join(directory, 'audit.head'));
    expect(await audit.verify()).toMatchObject({ ok: false, headMatches: false });
    audit = await openAudit();
    expect(await audit.verify()).toMatchObject({ ok: true });
  });

  test('of a file that somebody wrote into is told, and the server starts all the same', async () => {
    writeFileSync(join(directory, 'audit.head'), '{"seq": "x"}');
    audit = await openAudit();
    expect(errors).toHaveLength(1);
    await audit.recordAlone(change());
    await expect(audit.verify()).rejects.toMatchObject({ code: 'INVALID' });
  });
});

test('two servers on one database add to one chain, and each follows to its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbro-test-audit-'));
  const other = await openAuditService({ database, clock, log, directory: folder });
  const changes = Array.from({ length: 40 }, (_, index) =>
    (index % 2 === 0 ? audit : other).recordAlone(change({ target: `node:${index}` })),
  );
  await Promise.all(changes);
  await Promise.all([audit.close(), other.close()]);
  for (const service of [audit, other]) {
    expect(await service.verify()).toMatchObject({ ok: true, entries: 40 });
  }
  rmSync(folder, { recursive: true });
});
