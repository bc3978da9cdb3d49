import { types } from '@electric-sql/pglite';
import type { StatementResult } from './thread-message';

export type Parsers = Readonly<Record<number, (text: string) => unknown>>;

/** Rows as objects, keyed by column. */
export function toObjects<Row>(result: StatementResult, parsers: Parsers = SQL_PARSERS): Row[] {
  const names = result.fields.map((field) => field.name);
  return toArrays(result, parsers).map(
    (row) => Object.fromEntries(row.map((value, column) => [names[column], value])) as Row,
  );
}

/** Rows as arrays; a type without a parser stays text. */
export function toArrays({ fields, rows }: StatementResult, parsers: Parsers): unknown[][] {
  const byColumn = fields.map((field) => parsers[field.type]);
  return rows.map((row) =>
    row.map((text, column) => {
      const parse = byColumn[column];
      return text === null || parse === undefined ? text : parse(text);
    }),
  );
}

/**
 * Values as they cross to the thread. A byte array is copied: a view, such as a part of a frame or
 * of Node's buffer pool, would otherwise take all of its underlying memory along.
 */
export function toMessage(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  return Array.isArray(value) ? value.map(toMessage) : value;
}

const number = (text: string) => Number(text);
const boolean = (text: string) => text === 't';
const bytes = (text: string) => Buffer.from(text.slice(2), 'hex');
const json = (text: string): unknown => JSON.parse(text);
/** `2026-01-31 12:00:00.5+00`: the session's time zone is UTC, see `Connection`. */
const instant = (text: string) => new Date(`${text.slice(0, -3).replace(' ', 'T')}Z`);

const arrayOf = (parse: (text: string) => unknown, type: number) => (text: string) =>
  types.arrayParser(text, parse, type);
const text = (value: string) => value;

/** OIDs are those of pg_type.dat. */
const COMMON_PARSERS: Parsers = {
  16: boolean,
  21: number,
  23: number,
  26: number,
  700: number,
  701: number,
  1000: arrayOf(boolean, 1000),
  1005: arrayOf(number, 1005),
  1007: arrayOf(number, 1007),
  1009: arrayOf(text, 1009),
  1014: arrayOf(text, 1014),
  1015: arrayOf(text, 1015),
  1021: arrayOf(number, 1021),
  1022: arrayOf(number, 1022),
  2951: arrayOf(text, 2951),
};

/** What raw SQL gives: int8 as bigint, timestamptz as Date, bytea as bytes, numeric as text. */
const SQL_PARSERS: Parsers = {
  ...COMMON_PARSERS,
  17: bytes,
  20: BigInt,
  114: json,
  1001: arrayOf(bytes, 1001),
  1016: arrayOf(BigInt, 1016),
  1184: instant,
  1185: arrayOf(instant, 1185),
  3802: json,
};

/** Prisma's adapter brings parsers of its own for the rest; those for bytes are too slow. */
export function withPrismaParsers(parsers: Parsers): Parsers {
  return { ...COMMON_PARSERS, ...parsers, 17: bytes, 1001: arrayOf(bytes, 1001) };
}
