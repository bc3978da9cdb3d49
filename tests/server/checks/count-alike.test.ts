import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECK_STATES } from '@/common/domain/check';
import { type CheckFilter, checkFilter } from '@/common/domain/check-query';
import { seededRandom } from '@/common/random';
import { groupChecks } from '@/server/checks/count-checks';
import { MIGRATIONS_DIRECTORY } from '@/server/db/migrate';
import { saveMemberOf } from '@/server/monitoring/member-of';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { addChecks } from './seed-checks';

const NOW_MS = Date.UTC(2026, 5, 1);
const SEED = 20_261_123;
const NODES = 40;
let database: TestDatabase;

/** Nodes with some of the same checks, in any state, for the machine or not; a third is silent. */
beforeAll(async () => {
  database = await openTestDatabase();
  const random = seededRandom(SEED);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random.next() * list.length)] as T;
  await database.prisma.node.createMany({
    data: Array.from({ length: NODES }, (_, index) => ({
      id: `n${index}`,
      hostname: `n${index}`,
      name: `n${index}`,
      agentVersion: '',
      publicKey: new Uint8Array(32).fill(index),
      memberOf: [pick(['web', 'db'])],
      lastReportAt: pick([new Date(NOW_MS), new Date(NOW_MS), new Date(0)]),
    })),
  });
  const checks = Array.from({ length: NODES }, (_, index) =>
    ['linux.memory', 'linux.disk', 'redis.memory', 'nginx.up'].flatMap((check) => {
      if (random.next() < 0.2) return [];
      const state = random.next() < 0.5 ? 'ok' : pick(CHECK_STATES);
      return [{ nodeId: `n${index}`, check, state, applies: random.next() < 0.8 }];
    }),
  ).flat();
  await addChecks(database, checks);
});
afterAll(() => database.close());

const filterOf = (change: Partial<CheckFilter>) => checkFilter.parse(change);

describe.each(['check', 'pack'] as const)('what is added up by %s', (by) => {
  test.each([
    {},
    { group: 'web' },
    { silent: 'only' },
    { silent: 'none' },
    { nodeId: 'n7' },
  ] as const)(
    'from nodes taken together is what a count of every check says: %j',
    async (change) => {
      const alike = await groupChecks(database, by, filterOf(change), NOW_MS);
      // A text that is in the name of every node asks of each check by itself.
      const counted = await groupChecks(database, by, filterOf({ ...change, query: 'n' }), NOW_MS);
      expect(alike).toEqual(counted);
      expect(alike.length).toBeGreaterThan(0);
    },
  );
});

test('a database from before gets the same numbers by its migration', async () => {
  await database.query(
    `INSERT INTO "NodeDocument" ("nodeId", kind, key, json, at, epoch, sequence)
     VALUES ('n1', 'groups', '', $1::jsonb, now(), 'run', 1)`,
    [
      JSON.stringify({
        memberships: [
          { group: 'linux', source: 'detected', detector: 'linux.os', sinceMs: 5 },
          { group: 'db', source: 'configured', detector: '', sinceMs: 9 },
          { group: 'web', source: 'given', detector: '', sinceMs: 1 },
        ],
      }),
    ],
  );
  await saveMemberOf(database, 'n1');
  const kept = () =>
    database.query<{ checkSet: string }>(
      `SELECT id, "checkSet", memberships FROM "Node" ORDER BY id COLLATE "C"`,
    );
  const { rows: before } = await kept();
  await database.query(`UPDATE "Node" SET "checkSet" = '', memberships = '[]'`);
  const file = readFileSync(join(MIGRATIONS_DIRECTORY, '0004_cluster', 'migration.sql'), 'utf8');
  for (const update of file.match(/^UPDATE "Node" SET[^;]+;/gm) ?? []) await database.query(update);
  expect((await kept()).rows).toEqual(before);
  expect(new Set(before.map(({ checkSet }) => checkSet)).size).toBeGreaterThan(3);
});
