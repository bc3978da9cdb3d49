import { z } from 'zod';
import type { CheckSort } from '@/common/domain/check-query';
import { AppError } from '@/common/errors';
import { parseJson } from '@/common/json';
import type { SqlValue } from '../db/database';

/** What rows are sorted by, and found again by. */
export interface SortedRow {
  readonly rank: number;
  readonly since: Date;
  readonly check: string;
  readonly nodeId: string;
  readonly nodeName: string;
}

interface Column {
  readonly sql: string;
  readonly type: 'int2' | 'timestamptz' | 'text';
  readonly descending?: true;
  readonly of: (row: SortedRow) => number | string;
}

const RANK: Column = { sql: 'c.rank', type: 'int2', of: ({ rank }) => rank };
const NEWEST: Column = {
  sql: 'c.since',
  type: 'timestamptz',
  descending: true,
  of: ({ since }) => since.getTime(),
};
const CHECK: Column = { sql: 'c."check"', type: 'text', of: ({ check }) => check };
const NODE: Column = { sql: 'c."nodeId"', type: 'text', of: ({ nodeId }) => nodeId };
const NAME: Column = { sql: 'n.name', type: 'text', of: ({ nodeName }) => nodeName };

const ORDERS: Readonly<Record<CheckSort, readonly Column[]>> = {
  worst: [RANK, NEWEST, CHECK, NODE],
  since: [NEWEST, CHECK, NODE],
  check: [CHECK, RANK, NODE],
  node: [NAME, NODE, RANK, CHECK],
};

export function orderSql(sort: CheckSort): string {
  return ORDERS[sort]
    .map(({ sql, descending }) => `${sql} ${descending ? 'DESC' : 'ASC'}`)
    .join(', ');
}

/** Where the page after a row begins, for `afterSql`. */
export function cursorOf(sort: CheckSort, row: SortedRow): string {
  return JSON.stringify(ORDERS[sort].map(({ of }) => of(row)));
}

const cursor = z.array(z.union([z.string(), z.number().int().min(0)])).max(4);

/**
 * What comes after a row in an order.
 * @throws {AppError} INVALID for a place that no page of this order ended at
 */
export function afterSql(sort: CheckSort, after: string, values: SqlValue[]): string {
  const columns = ORDERS[sort];
  const read = cursor.safeParse(parseJson(after));
  const given = read.success ? read.data : [];
  if (given.length !== columns.length) throw noPlace();
  const places = columns.map((column, index) => placeOf(column, given[index], values));
  const [first] = places;
  const steps = columns.map(({ sql, descending }, index) => {
    const equal = columns.slice(0, index).map((each, at) => `${each.sql} = ${places[at]}`);
    return `(${[...equal, `${sql} ${descending ? '<' : '>'} ${places[index]}`].join(' AND ')})`;
  });
  // The bound of the first column is said once more by itself: an index can begin there.
  const bound = `${columns[0]?.sql} ${columns[0]?.descending ? '<=' : '>='} ${first}`;
  return `${bound} AND (${steps.join(' OR ')})`;
}

function placeOf({ type }: Column, given: string | number | undefined, values: SqlValue[]): string {
  if (typeof given !== (type === 'text' ? 'string' : 'number')) throw noPlace();
  const value = type === 'timestamptz' ? new Date(Number(given)) : (given ?? null);
  return `$${values.push(value)}::${type}`;
}

function noPlace(): AppError {
  return new AppError('INVALID', 'after: expected what the page before said of the next one.');
}
