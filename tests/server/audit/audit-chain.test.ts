import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '@/common/json';
import { CHAIN_START, type ChainedRow, faultOf, hashOf } from '@/server/audit/audit-chain';
import { auditFields } from '@/server/audit/audit-change';

const ROWS = 1_000;

/** A chain of rows that differ in every field. */
function chainOf(count: number): ChainedRow[] {
  const rows: ChainedRow[] = [];
  for (let index = 1; index <= count; index++) {
    const link = rows.at(-1) ?? CHAIN_START;
    const fields = auditFields({
      by: index % 3 === 0 ? 'server' : `agent:${index}`,
      action: `node.edit-${index}`,
      target: `node:${index}`,
      targetName: `name ${index}`,
      before: { groups: ['a', index], name: null },
      after: { groups: [], name: `now ${index}` },
    });
    const row = { ...fields, address: `10.0.0.${index}`, seq: BigInt(index), atMs: index * 1_000 };
    rows.push({ ...row, prev: link.hash, hash: hashOf(link.hash, row) });
  }
  return rows;
}

const rows = chainOf(ROWS);
const linkBefore = (index: number) => rows[index - 1] ?? CHAIN_START;
const rowAt = (index: number) => rows[index] ?? expect.fail(`no row ${index}`);
const flip = (bytes: Uint8Array) =>
  Uint8Array.from(bytes, (byte, at) => (at === 7 ? byte ^ 1 : byte));

/** Another value of each field. */
const ALTERATIONS: { [Field in keyof ChainedRow]: (row: ChainedRow) => ChainedRow[Field] } = {
  seq: ({ seq }) => seq + 1n,
  atMs: ({ atMs }) => atMs + 1,
  actorId: ({ actorId }) => `${actorId}x`,
  actorName: ({ actorName }) => actorName.slice(1),
  door: () => 'console',
  address: () => '',
  action: ({ action }) => action.toUpperCase(),
  target: ({ target, targetName }) => target + targetName,
  targetName: () => '',
  before: () => null,
  after: ({ before }) => before,
  prev: ({ prev }) => flip(prev),
  hash: ({ hash }) => flip(hash),
};

test('1,000 rows as they were written are found right', () => {
  expect(rows.map((row, index) => faultOf(linkBefore(index), row))).toEqual(
    rows.map(() => undefined),
  );
});

test.each(Object.keys(ALTERATIONS) as (keyof ChainedRow)[])(
  'an altered %s is found in each of 1,000 rows',
  (field) => {
    const unnoticed = rows.filter((row, index) => {
      const altered = { ...row, [field]: ALTERATIONS[field](row) };
      return faultOf(linkBefore(index), altered) === undefined;
    });
    expect(unnoticed).toEqual([]);
  },
);

test('a deleted, doubled, swapped or foreign row is found at each of 1,000 places', () => {
  for (let index = 0; index < ROWS - 1; index++) {
    const link = linkBefore(index);
    const [row, next] = [rowAt(index), rowAt(index + 1)];
    expect(faultOf(link, next), 'deleted').toBeDefined();
    expect(faultOf(row, row), 'doubled').toBeDefined();
    expect(faultOf(link, { ...next, seq: row.seq }), 'swapped').toBeDefined();
    const foreign = { ...row, actorName: 'Mallory' };
    const inserted = { ...foreign, hash: hashOf(link.hash, foreign) };
    expect(faultOf(link, inserted), 'well made, but').toBeUndefined();
    expect(faultOf(inserted, next), 'nothing follows it').toBeDefined();
  }
});

test('text cannot move from one field into its neighbour, nor a value change its kind', () => {
  const row = rowAt(0);
  const other = (change: Partial<ChainedRow>) =>
    hashOf(row.prev, { ...row, ...change }).toString('hex');
  const texts = [
    other({ actorId: 'a","b', actorName: '' }),
    other({ actorId: 'a', actorName: 'b' }),
    other({ before: '1' }),
    other({ before: 1 }),
    other({ before: [1] }),
    other({ before: { 0: 1 } }),
    other({ before: null, after: 1 }),
    other({ before: 1, after: null }),
  ];
  expect(new Set(texts).size).toBe(texts.length);
});

test('the order of keys does not matter, since a database does not keep it', () => {
  const reversed = (value: Json): Json =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value;
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), (after) => {
      const row = { ...rowAt(0), after };
      expect(hashOf(row.prev, { ...row, after: reversed(after) })).toEqual(hashOf(row.prev, row));
    }),
  );
});
