import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileGroupSet } from '@/common/group-set/group-set';
import { readGroupSet } from '@/common/group-set/read-group-set';
import type { SqlValue } from '@/server/db/database';
import { groupSetSql } from '@/server/nodes/group-set-sql';
import { randomGroupSet, SOME_GROUPS } from '../../common/group-set/random-group-set';
import { chance, SEED } from '../../hostile/support/chance';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';

let database: TestDatabase;
const members = new Map<string, ReadonlySet<string>>();

beforeAll(async () => {
  database = await openTestDatabase();
  for (let choice = 0; choice < 2 ** SOME_GROUPS.length; choice++) {
    const groups = SOME_GROUPS.filter((_, at) => (choice & (1 << at)) !== 0);
    members.set(`node-${choice}`, new Set(groups));
  }
  await database.prisma.node.createMany({
    data: [...members].map(([id, groups]) => ({
      id,
      hostname: id,
      name: id,
      publicKey: Buffer.from(id.padEnd(32, '-')),
      memberOf: [...groups],
    })),
  });
});

afterAll(() => database.close());

test(`the database means the same nodes as the predicate does (seed ${SEED})`, async () => {
  const luck = chance();
  for (let times = 0; times < 200; times++) {
    const set = randomGroupSet(luck, 3);
    const parameters: SqlValue[] = ['node-%'];
    const condition = groupSetSql(set, parameters);
    const { rows } = await database.query<{ id: string }>(
      `SELECT id FROM "Node" WHERE id LIKE $1 AND ${condition}`,
      parameters,
    );
    const meant = compileGroupSet(set);
    const expected = [...members].filter(([, groups]) => meant(groups)).map(([id]) => id);
    expect(rows.map(({ id }) => id).sort()).toEqual(expected.sort());
  }
});

test('the names of groups are parameters, and the index of groups can answer', async () => {
  const parameters: SqlValue[] = [];
  const condition = groupSetSql(readGroupSet('linux & (web | zone::lan)'), parameters);
  expect(condition).toBe(
    '("memberOf" @> $1::text[] AND ("memberOf" @> $2::text[] OR "memberOf" @> $3::text[]))',
  );
  expect(parameters).toEqual([['linux'], ['web'], ['zone::lan']]);
  const plan = await database.transaction(async (sql) => {
    await sql.query('SET LOCAL enable_seqscan = off');
    return sql.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM "Node" WHERE ${condition}`,
      parameters,
    );
  });
  expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Node_memberOf_idx');
});
