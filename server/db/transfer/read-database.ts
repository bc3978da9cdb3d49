import { createHash } from 'node:crypto';
import type { BackupHeader, Piece, SequenceState, TableDigest } from './backup-format';
import { FORMAT } from './backup-format';
import { createRowCodec } from './row-line';
import { quoteName, readTableShapes, type TableShape } from './table-shape';
import { rowsOf, type TransferSession } from './transfer-session';

export interface ReadDatabaseOptions {
  /** The version of this program. */
  readonly program: string;
  readonly madeAtMs: number;
}

/** Of a fetch. What it takes in memory is some six times this: as hex, as base64, as a line. */
const FETCH_BYTES = 1024 * 1024;
const FETCH_ROWS_MAX = 5_000;

/**
 * Everything in a database, as of one moment: one transaction that reads, with a cursor a table. The
 * embedded database would have nobody else served meanwhile, so it is read from a copy of its files.
 */
export async function* readDatabase(
  session: TransferSession,
  { program, madeAtMs }: ReadDatabaseOptions,
): AsyncGenerator<Piece> {
  await session.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const [[version = '']] = (await rowsOf(session, 'SELECT version()')) as [[string]];
  const database = version.split(' on ')[0] ?? '';
  const migrations = await readMigrationLevel(session);
  yield { kind: 'opsbro-backup', format: FORMAT, program, madeAtMs, database, migrations };
  for (const table of await readTableShapes(session)) yield* readTable(session, table);
  yield { kind: 'sequences', sequences: await readSequences(session) };
  await session.script('COMMIT');
}

/** Reads all rows of all tables and keeps nothing of them but their digests. */
export async function digestDatabase(
  session: TransferSession,
  onTable: (name: string) => void = () => undefined,
): Promise<Map<string, TableDigest>> {
  const digests = new Map<string, TableDigest>();
  for (const table of await readTableShapes(session)) {
    onTable(table.name);
    await session.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    for await (const piece of readTable(session, table)) {
      if (piece.kind !== 'table-end') continue;
      digests.set(piece.name, { rows: piece.rows, sha256: piece.sha256 });
    }
    await session.script('COMMIT');
  }
  return digests;
}

async function* readTable(session: TransferSession, table: TableShape): AsyncGenerator<Piece> {
  yield { kind: 'table', table };
  const codec = createRowCodec(table);
  const hash = createHash('sha256');
  let rowCount = 0;
  await session.script(`DECLARE transfer NO SCROLL CURSOR FOR ${await selectOf(session, table)}`);
  for (let count = 1; ; ) {
    const rows = await rowsOf(session, `FETCH ${count} FROM transfer`);
    if (rows.length === 0) break;
    const lines = rows.map(codec.encode);
    const text = `${lines.join('\n')}\n`;
    hash.update(text);
    rowCount += rows.length;
    yield { kind: 'rows', lines };
    const fitting = Math.ceil((rows.length * FETCH_BYTES) / text.length);
    count = Math.min(fitting, count * 8, FETCH_ROWS_MAX);
  }
  await session.script('CLOSE transfer');
  yield { kind: 'table-end', name: table.name, rows: rowCount, sha256: hash.digest('hex') };
}

/** Texts are ordered by their bytes, so that two databases agree whatever their collations are. */
async function selectOf(session: TransferSession, { name, columns, key }: TableShape) {
  const collated = new Set(
    (await rowsOf(session, COLLATED, [quoteName(name)])).map(([column]) => column),
  );
  const order = key.map((column) =>
    collated.has(column) ? `${quoteName(column)} COLLATE "C"` : quoteName(column),
  );
  const names = columns.map((column) => quoteName(column.name));
  return `SELECT ${names.join(', ')} FROM ${quoteName(name)} ORDER BY ${order.join(', ')}`;
}

async function readMigrationLevel(session: TransferSession): Promise<BackupHeader['migrations']> {
  const rows = await rowsOf(session, MIGRATIONS);
  return rows.map(([name, checksum]) => ({ name: name ?? '', checksum: checksum ?? '' }));
}

async function readSequences(session: TransferSession): Promise<SequenceState[]> {
  const states: SequenceState[] = [];
  for (const [table, column, sequence] of await rowsOf(session, SEQUENCES)) {
    const [row] = await rowsOf(
      session,
      `SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM ${sequence}`,
    );
    states.push({ table: table ?? '', column: column ?? '', next: row?.[0] ?? '1' });
  }
  return states;
}

const COLLATED = `SELECT attname::text FROM pg_attribute
  WHERE attrelid = $1::regclass AND attnum > 0 AND attcollation <> 0`;

const MIGRATIONS = `SELECT migration_name, checksum FROM _prisma_migrations
  WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL ORDER BY migration_name COLLATE "C"`;

/** Those that belong to a column, of serial and of identity columns alike. */
const SEQUENCES = `SELECT t.relname::text, a.attname::text, s.oid::regclass::text
  FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass
    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  WHERE s.relkind = 'S' AND n.nspname = current_schema()
  ORDER BY t.relname COLLATE "C", a.attname COLLATE "C"`;
