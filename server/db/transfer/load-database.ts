import { AppError } from '@/common/errors';
import type { Piece, SequenceState, TableDigest } from './backup-format';
import { createRowCodec, type RowCodec } from './row-line';
import { quoteName, readTableShapes, type TableShape } from './table-shape';
import { rowsOf, type TransferSession } from './transfer-session';

export interface LoadOptions {
  /** Told after each part: rows of `table` so far. */
  readonly onRows?: (table: string, rows: number) => void;
}

/** The embedded database keeps all of its WAL until it is told to checkpoint. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;

/**
 * Fills an empty, migrated database with a stream. Foreign keys and secondary indexes go before and
 * come back after the rows, which is both faster and checks them. On PostgreSQL all of it is one
 * transaction; the embedded database is loaded into a directory that nobody uses yet.
 *
 * @returns what the stream said that each table holds.
 * @throws {AppError} CONFLICT when there are rows already; INVALID when the stream does not fit.
 */
export async function loadDatabase(
  session: TransferSession,
  pieces: AsyncIterable<Piece>,
  options: LoadOptions = {},
): Promise<Map<string, TableDigest>> {
  const shapes = await readTableShapes(session);
  await assertEmpty(session, shapes);
  if (session.kind === 'pglite') return await load(session, shapes, pieces, options);
  await session.script('BEGIN');
  try {
    const digests = await load(session, shapes, pieces, options);
    await session.script('COMMIT');
    return digests;
  } catch (error) {
    await session.script('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** @throws {AppError} CONFLICT naming a table that has rows. */
async function assertEmpty(session: TransferSession, shapes: readonly TableShape[]): Promise<void> {
  for (const { name } of shapes) {
    const rows = await rowsOf(session, `SELECT 1 FROM ${quoteName(name)} LIMIT 1`);
    if (rows.length === 0) continue;
    throw new AppError(
      'CONFLICT',
      `The database at ${session.name} is not empty: its table ${name} has rows. Name an empty one.`,
    );
  }
}

async function load(
  session: TransferSession,
  shapes: readonly TableShape[],
  pieces: AsyncIterable<Piece>,
  options: LoadOptions,
): Promise<Map<string, TableDigest>> {
  const restoreRules = await dropRules(session);
  const loader = new Loader(session, shapes, options);
  for await (const piece of pieces) await loader.take(piece);
  await restoreRules();
  await session.script('ANALYZE');
  return loader.digests;
}

class Loader {
  readonly digests = new Map<string, TableDigest>();

  readonly #session: TransferSession;
  readonly #shapes: ReadonlyMap<string, TableShape>;
  readonly #onRows: (table: string, rows: number) => void;
  #table: { readonly name: string; readonly codec: RowCodec; readonly insert: string } | undefined;
  #rows = 0;
  #bytesSinceCheckpoint = 0;

  constructor(session: TransferSession, shapes: readonly TableShape[], { onRows }: LoadOptions) {
    this.#session = session;
    this.#shapes = new Map(shapes.map((shape) => [shape.name, shape]));
    this.#onRows = onRows ?? (() => undefined);
  }

  async take(piece: Piece): Promise<void> {
    switch (piece.kind) {
      case 'table':
        this.#begin(piece.table);
        break;
      case 'rows':
        await this.#write(piece.lines);
        break;
      case 'table-end':
        this.digests.set(piece.name, { rows: piece.rows, sha256: piece.sha256 });
        break;
      case 'sequences':
        await setSequences(this.#session, piece.sequences);
        break;
      case 'opsbro-backup':
      case 'file':
        break;
    }
  }

  #begin(table: TableShape): void {
    const target = this.#shapes.get(table.name);
    if (JSON.stringify(target?.columns) !== JSON.stringify(table.columns)) {
      throw new AppError(
        'INVALID',
        `The table ${table.name} does not have the columns that this version of OpsBro knows; restore with the version that wrote the backup.`,
      );
    }
    this.#table = { name: table.name, codec: createRowCodec(table), insert: insertOf(table) };
    this.#rows = 0;
  }

  async #write(lines: readonly string[]): Promise<void> {
    const table = this.#table;
    if (table === undefined) throw new Error('rows came before their table');
    const columns = table.codec.toColumns(lines);
    await this.#session.query(table.insert, columns);
    this.#rows += lines.length;
    this.#onRows(table.name, this.#rows);
    for (const text of columns) this.#bytesSinceCheckpoint += text.length;
    if (this.#session.kind === 'postgres' || this.#bytesSinceCheckpoint < CHECKPOINT_BYTES) return;
    await this.#session.script('CHECKPOINT');
    this.#bytesSinceCheckpoint = 0;
  }
}

/** Arrays of arrays would be taken apart to their elements: those go as text, and are cast. */
function insertOf({ name, columns }: TableShape): string {
  const isArray = (type: string) => type.endsWith('[]');
  const names = columns.map((column) => quoteName(column.name));
  const parameters = columns.map(({ type }, index) =>
    isArray(type) ? `$${index + 1}::text[]` : `$${index + 1}::${type}[]`,
  );
  const values = columns.map(({ type }, index) =>
    isArray(type) ? `c${index}::${type}` : `c${index}`,
  );
  return `INSERT INTO ${quoteName(name)} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT ${values.join(', ')} FROM unnest(${parameters.join(', ')})
    AS given(${columns.map((_, index) => `c${index}`).join(', ')})`;
}

async function setSequences(session: TransferSession, states: readonly SequenceState[]) {
  for (const { table, column, next } of states) {
    await session.query(`SELECT setval(pg_get_serial_sequence($1, $2), $3::int8, false)`, [
      quoteName(table),
      column,
      next,
    ]);
  }
}

/** Takes away what is slow to keep row by row. @returns what brings it back. */
async function dropRules(session: TransferSession): Promise<() => Promise<void>> {
  const foreignKeys = await rowsOf(session, FOREIGN_KEYS);
  const indexes = await rowsOf(session, INDEXES);
  for (const [table, name] of foreignKeys) {
    await session.script(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  }
  for (const [name] of indexes) await session.script(`DROP INDEX ${name}`);
  return async () => {
    for (const [, definition] of indexes) await session.script(definition ?? '');
    for (const [table, name, definition] of foreignKeys) {
      await session.script(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
    }
  };
}

const FOREIGN_KEYS = `SELECT conrelid::regclass::text, quote_ident(conname),
    pg_get_constraintdef(c.oid)
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
  WHERE contype = 'f' AND n.nspname = current_schema() ORDER BY conname COLLATE "C"`;

/** Those that stand for no constraint: Prisma makes its unique ones this way too. */
const INDEXES = `SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE n.nspname = current_schema() AND NOT EXISTS
    (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
  ORDER BY 1`;
