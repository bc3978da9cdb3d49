import { z } from 'zod';
import { rowsOf, type TransferSession } from './transfer-session';

/** PostgreSQL's own bound on a name, NAMEDATALEN - 1. */
const name = z.string().min(1).max(63);

export const tableShape = z.strictObject({
  name,
  columns: z
    .array(
      z.strictObject({
        name,
        /** As format_type() writes it: `bigint`, `text[]`, `timestamp(3) with time zone`. */
        type: z
          .string()
          .regex(/^[a-z0-9_ ,()]+(\[\])?$/)
          .max(80),
      }),
    )
    .min(1)
    .max(200),
  /** The columns of the primary key, which the rows are ordered by. */
  key: z.array(name).min(1).max(16),
});

/** What a table is made of. */
export type TableShape = z.infer<typeof tableShape>;

/**
 * The tables of the database, by name; without Prisma's own, which migrating writes, and without
 * what is asked of agents just now, which nobody waits for any more afterwards.
 */
export async function readTableShapes(session: TransferSession): Promise<TableShape[]> {
  const shapes = new Map<string, TableShape>();
  for (const [table = '', column = '', type = ''] of await textRows(session, COLUMNS)) {
    const shape = shapes.get(table) ?? { name: table, columns: [], key: [] };
    shape.columns.push({ name: column, type });
    shapes.set(table, shape);
  }
  for (const [table = '', column = ''] of await textRows(session, KEYS)) {
    shapes.get(table)?.key.push(column);
  }
  return [...shapes.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** `"Node"`, whatever is in it. */
export function quoteName(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

async function textRows(session: TransferSession, text: string): Promise<string[][]> {
  return (await rowsOf(session, text)).map((row) => row.map((value) => value ?? ''));
}

const TABLES = `FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const OURS = `t.relkind = 'r' AND n.nspname = current_schema() AND t.relname NOT IN ('_prisma_migrations', 'AgentQuestion')`;

const COLUMNS = `SELECT t.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod)
  ${TABLES} WHERE ${OURS} ORDER BY t.relname, a.attname`;

const KEYS = `SELECT t.relname::text, a.attname::text ${TABLES}
  JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary AND a.attnum = ANY(i.indkey)
  WHERE ${OURS} ORDER BY t.relname, array_position(i.indkey::int2[], a.attnum)`;
