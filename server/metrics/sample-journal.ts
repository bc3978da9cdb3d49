import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database, Sql } from '../db/database';
import { FRAMES, packRow, type RowVisitor, readRow, SNAPSHOT } from './journal-row';
import type { PreparedAppend } from './sample-store';

/** Rows read at once at the start; a row is some hundred kilobytes at most. */
const ROWS_AT_ONCE = 16;

/** A snapshot is cut into rows of about this size. */
const SNAPSHOT_ROW_BYTES = 1_000_000;

interface JournalRow {
  readonly id: number;
  readonly sizeBytes: number;
  /** Appends of this row that were not applied yet. */
  waiting: number;
}

export interface SampleJournalDeps {
  readonly database: Database;
  readonly log: Log;
  /** Takes samples that are read back. */
  readonly visitor: RowVisitor;
}

/**
 * Committed samples that are not sealed: the journal's rows, and which of them memory holds.
 *
 * A row may be deleted once every sample in it is sealed or stands in a newer snapshot. Doing either
 * twice changes nothing, since chunks are merged by series and time; so a crash between any two steps
 * costs work, not samples. Rows that were committed but never applied (the process lost the answer to
 * its COMMIT) are not in `#applied`, so they are not deleted; `adopt` takes them up.
 */
export class SampleJournal {
  readonly #database: Database;
  readonly #log: Log;
  readonly #visitor: RowVisitor;
  readonly #rows = new WeakMap<PreparedAppend, JournalRow>();
  /** Size by id, of the rows whose samples are in memory. */
  readonly #applied = new Map<number, number>();
  readonly #damaged = new Set<number>();
  #sizeBytes = 0;

  constructor({ database, log, visitor }: SampleJournalDeps) {
    this.#database = database;
    this.#log = log;
    this.#visitor = visitor;
  }

  get rowCount(): number {
    return this.#applied.size;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get damagedRows(): number {
    return this.#damaged.size;
  }

  async write(sql: Sql, appends: readonly PreparedAppend[]): Promise<void> {
    const filled = appends.filter(({ samples }) => samples > 0);
    if (filled.length === 0) return;
    const data = packRow(
      FRAMES,
      filled.map(({ bytes }) => bytes),
    );
    const id = await insertRow(sql, data);
    const row = { id, sizeBytes: data.length, waiting: filled.length };
    for (const append of filled) this.#rows.set(append, row);
  }

  /** @throws {Error} for an append that was not journaled, or that was applied before. */
  markApplied(append: PreparedAppend): void {
    const row = this.#rows.get(append);
    if (row === undefined)
      throw new Error('Samples are applied once, and after they are journaled');
    this.#rows.delete(append);
    row.waiting -= 1;
    if (row.waiting === 0) this.#hold(row.id, row.sizeBytes);
  }

  /** Reads every row, snapshots first: what else is there came after them. */
  async replay(): Promise<void> {
    await this.#readAll(SNAPSHOT);
    await this.#readAll(FRAMES);
  }

  /** Takes up rows that were committed and never applied. */
  async adopt(): Promise<void> {
    const known = [...this.#applied.keys(), ...this.#damaged];
    const { rows } = await this.#database.query<{ id: bigint; data: Uint8Array }>(
      'SELECT id, data FROM "SampleJournal" WHERE NOT (id = ANY($1::int8[])) ORDER BY id LIMIT $2',
      [known, ROWS_AT_ONCE],
    );
    for (const { id, data } of rows) this.#read(Number(id), data);
  }

  /** Ids of the rows whose samples are in memory now. */
  appliedIds(): number[] {
    return [...this.#applied.keys()];
  }

  /** In one transaction: the snapshot comes, the rows that it stands for go. */
  async replace(ids: readonly number[], snapshot: readonly Uint8Array[]): Promise<void> {
    const added: { id: number; sizeBytes: number }[] = [];
    await this.#database.transaction(async (sql) => {
      added.length = 0;
      for (const data of snapshotRows(snapshot)) {
        added.push({ id: await insertRow(sql, data), sizeBytes: data.length });
      }
      await sql.query('DELETE FROM "SampleJournal" WHERE id = ANY($1::int8[])', [ids]);
    });
    for (const id of ids) {
      this.#sizeBytes -= this.#applied.get(id) ?? 0;
      this.#applied.delete(id);
    }
    for (const { id, sizeBytes } of added) this.#hold(id, sizeBytes);
  }

  async #readAll(kind: number): Promise<void> {
    for (let after = 0; ; ) {
      const { rows } = await this.#database.query<{ id: bigint; data: Uint8Array }>(
        `SELECT id, data FROM "SampleJournal"
         WHERE id > $1 AND (get_byte(data, 1) = ${SNAPSHOT}) = $2 ORDER BY id LIMIT $3`,
        [after, kind === SNAPSHOT, ROWS_AT_ONCE],
      );
      for (const { id, data } of rows) {
        after = Number(id);
        this.#read(after, data);
      }
      if (rows.length < ROWS_AT_ONCE) return;
    }
  }

  #read(id: number, data: Uint8Array): void {
    if (this.#applied.has(id)) return;
    try {
      readRow(data, this.#visitor);
      this.#hold(id, data.length);
    } catch (error) {
      this.#damaged.add(id);
      this.#log.error('journal row damaged and left where it is', { id, error: messageOf(error) });
    }
  }

  #hold(id: number, sizeBytes: number): void {
    if (this.#applied.has(id)) return;
    this.#applied.set(id, sizeBytes);
    this.#sizeBytes += sizeBytes;
  }
}

async function insertRow(sql: Sql, data: Uint8Array): Promise<number> {
  const { rows } = await sql.query<{ id: bigint }>(
    'INSERT INTO "SampleJournal" (data) VALUES ($1) RETURNING id',
    [data],
  );
  return Number(rows[0]?.id);
}

function* snapshotRows(records: readonly Uint8Array[]): Generator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const record of records) {
    pending.push(record);
    sizeBytes += record.length;
    if (sizeBytes < SNAPSHOT_ROW_BYTES) continue;
    yield packRow(SNAPSHOT, pending);
    pending = [];
    sizeBytes = 0;
  }
  if (pending.length > 0) yield packRow(SNAPSHOT, pending);
}
