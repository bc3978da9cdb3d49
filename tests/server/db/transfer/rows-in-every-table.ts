import { randomBytes } from 'node:crypto';
import type { Session } from '@/server/db/connection';
import { quoteName, readTableShapes, type TableShape } from '@/server/db/transfer/table-shape';
import type { TransferSession } from '@/server/db/transfer/transfer-session';

/** What a value may be at its most awkward, by type; a text is a key's part too. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  text: [
    '',
    'a"b\\c,{}',
    'NULL',
    'Ünïcödé 🙂 \u2028',
    'line\nfeed\ttab',
    `long ${'x'.repeat(9_000)}`,
  ],
  'text[]': ['{}', '{"a,b","c\\"d",NULL,"\\\\"}', '{one}'],
  bytea: ['\\x', '\\x00ff5c22', `\\x${randomBytes(20_000).toString('hex')}`],
  jsonb: ['{"b": 1.10, "a": [null, "\\u00e9\\"]"]}', '[]', '"text"', '12345678901234567890.5'],
  boolean: ['t', 'f'],
  smallint: ['-32768', '0', '32767'],
  integer: ['-2147483648', '0', '2147483647'],
  'integer[]': ['{}', '{0,1,-2147483648,NULL}', '{1,2,3,4,5,6}'],
  bigint: ['-9223372036854775808', '1', '9223372036854775807'],
  real: ['0.1', '-3.4028235e+38', 'NaN', 'Infinity', '1e-45'],
  'double precision': ['0.1', '-1.7976931348623157e+308', 'NaN', 'Infinity', '5e-324'],
  'timestamp(3) with time zone': [
    '2026-11-22 12:00:00.123+00',
    'infinity',
    '1850-01-01 00:00:00+00',
  ],
  int8multirange: ['{}', '{[1,5),[9,12)}', '{[1,9007199254740993)}'],
};

/** Puts some rows into every table, whatever tables there are by now. */
export async function fillEveryTable(session: TransferSession, rows = 7): Promise<void> {
  const shapes = await readTableShapes(session);
  const parents = await referencedTables(session);
  for (const shape of inOrder(shapes, parents)) {
    const required = await requiredColumns(session, shape);
    const links = [...(parents.get(shape.name)?.keys() ?? [])];
    const rules = { ids: new Set([...shape.key, ...links, ...required.unique]), ...required };
    const names = shape.columns.map(({ name }) => quoteName(name)).join(', ');
    const parameters = shape.columns.map(({ type }, index) => `$${index + 1}::text::${type}`);
    const insert = `INSERT INTO ${quoteName(shape.name)} (${names}) VALUES (${parameters.join(', ')})`;
    for (let row = 0; row < rows; row++) await session.query(insert, valuesOf(shape, row, rules));
  }
  await session.query(`SELECT setval('"TimelineEntry_id_seq"', 4711)`, []);
}

interface Rules {
  readonly ids: ReadonlySet<string>;
  readonly notNull: ReadonlySet<string>;
}

function valuesOf({ columns }: TableShape, row: number, { ids, notNull }: Rules) {
  return columns.map(({ name, type }, index) => {
    if (ids.has(name)) return identifier(type, row);
    if ((row + index) % 5 === 4 && !notNull.has(name)) return null;
    const choices = VALUES[type];
    if (choices === undefined) throw new Error(`no values for the type ${type}`);
    return choices[(row + index) % choices.length];
  });
}

/** The same in each table, so that what refers to a row finds it. */
function identifier(type: string, row: number): string {
  if (type === 'bytea') return `\\x0${row}`;
  return type === 'text' ? `é "${row}` : String(row + 1);
}

async function referencedTables(session: Session): Promise<Map<string, Map<string, string>>> {
  const { rows } = await session.query(
    `SELECT t.relname::text, a.attname::text, f.relname::text FROM pg_constraint c
     JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(c.conkey)
     WHERE c.contype = 'f'`,
    [],
  );
  const parents = new Map<string, Map<string, string>>();
  for (const [table, column, target] of rows) {
    const known = parents.get(table ?? '') ?? new Map<string, string>();
    parents.set(table ?? '', known.set(column ?? '', target ?? ''));
  }
  return parents;
}

function inOrder(
  shapes: readonly TableShape[],
  parents: ReadonlyMap<string, ReadonlyMap<string, string>>,
): TableShape[] {
  const done: TableShape[] = [];
  const isReady = ({ name }: TableShape) =>
    [...(parents.get(name)?.values() ?? [])].every((parent) =>
      done.some((one) => one.name === parent),
    );
  while (done.length < shapes.length) {
    done.push(...shapes.filter((shape) => !done.includes(shape) && isReady(shape)));
  }
  return done;
}

async function requiredColumns(session: Session, { name }: TableShape) {
  const notNull = await session.query(
    `SELECT attname::text FROM pg_attribute WHERE attrelid = $1::regclass AND attnotnull`,
    [quoteName(name)],
  );
  const unique = await session.query(
    `SELECT a.attname::text FROM pg_index i JOIN pg_attribute a
       ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
     WHERE i.indrelid = $1::regclass AND i.indisunique`,
    [quoteName(name)],
  );
  const names = (rows: readonly (readonly (string | null)[])[]) =>
    new Set(rows.map(([column]) => column ?? ''));
  return { notNull: names(notNull.rows), unique: names(unique.rows) };
}
