import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database, Sql } from '../db/database';
import type { Claim } from '../jobs/claims';
import { isAllOf, type Replacement, replacementText } from './journal-replacement';
import { FRAMES, packRow, type RowVisitor, readRow, SNAPSHOT } from './journal-row';
import type { PreparedAppend } from './sample-store';
import { snapshotRows } from './snapshot-rows';

/** Rows read at once at the start; a row is some hundred kilobytes at most. */
const ROWS_AT_ONCE = 16;

/** A COMMIT that was not answered for so long may have happened without us. */
const COMMIT_MS_MAX = 90_000;

/** What servers tell one another: a row came; a snapshot replaced rows. */
export const ROW_TOPIC = 'journal-row';
export const REPLACED_TOPIC = 'journal-replaced';

interface JournalRow {
  readonly id: number;
  readonly sizeBytes: number;
  /** Appends of this row that were not applied yet. */
  waiting: number;
}

export interface SampleJournalDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** To replace rows, which only one server does at a time. */
  readonly claim: Claim;
  /** Takes samples that are read back. */
  readonly visitor: RowVisitor;
}

/**
 * Committed samples that are not sealed: the journal's rows, and which of them memory holds.
 *
 * A row may be deleted once every sample in it is sealed or stands in a newer snapshot. Doing either
 * twice changes nothing, since chunks are merged by series and time; so a crash between any two steps
 * costs work, not samples. Rows that are not in `#applied` are not deleted: those that were committed
 * but never applied (the process lost the answer to its COMMIT), and those of other servers that were
 * not read yet. `adopt` takes them up.
 */
export class SampleJournal {
  readonly #deps: SampleJournalDeps;
  readonly #rows = new WeakMap<PreparedAppend, JournalRow>();
  /** Size by id, of the rows whose samples are in memory. */
  readonly #applied = new Map<number, number>();
  /** Rows written here whose COMMIT was not answered yet, and since when. */
  readonly #underWay = new Map<number, number>();
  readonly #damaged = new Set<number>();
  #sizeBytes = 0;

  constructor(deps: SampleJournalDeps) {
    this.#deps = deps;
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
    const { database, clock } = this.#deps;
    await database.channel.tellWithin(sql, ROW_TOPIC, String(id));
    this.#underWay.set(id, clock.nowMs());
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
    if (row.waiting > 0) return;
    this.#underWay.delete(row.id);
    this.#hold(row.id, row.sizeBytes);
  }

  /** Reads every row, snapshots first: what else is there came after them. */
  async replay(): Promise<void> {
    await this.#readAll(SNAPSHOT);
    await this.#readAll(FRAMES);
  }

  /** Takes up rows that memory does not hold, whoever wrote them. */
  async adopt(): Promise<void> {
    const { database } = this.#deps;
    this.#forgetLostCommits();
    for (;;) {
      const known = [...this.#applied.keys(), ...this.#damaged];
      const { rows } = await database.query<Row>(
        'SELECT id, data FROM "SampleJournal" WHERE NOT (id = ANY($1::int8[])) ORDER BY id LIMIT $2',
        [known, ROWS_AT_ONCE],
      );
      for (const { id, data } of rows) this.#read(Number(id), data);
      if (rows.length < ROWS_AT_ONCE) return;
    }
  }

  /**
   * Makes memory hold what the journal holds: reads rows that other servers wrote, and forgets those
   * that a snapshot replaced. Ids are compared one by one, since they commit out of order.
   *
   * @param replaced of the last snapshot, if it was told: when all of its rows were held here, there
   *   is nothing new in it to read.
   * @returns `outdated` when rows were replaced that had not come here yet. What became of their
   *   samples is not known then, so memory is to be made anew: `forgetAll`, then `replay`.
   */
  async follow(replaced: Replacement | undefined): Promise<'same' | 'outdated'> {
    const before = [...this.#applied.keys()];
    const there = await this.#idsThere();
    const gone = before.filter((id) => !there.has(id));
    for (const id of gone) this.#drop(id);
    const isCovered = replaced !== undefined && isAllOf(gone, replaced);
    if (gone.length > 0 && !isCovered) return 'outdated';
    if (isCovered) for (const id of replaced.added) if (there.has(id)) this.#hold(id, 0);
    this.#forgetLostCommits();
    const missing = [...there].filter((id) => !this.#isKnown(id));
    if (await this.#isAnySnapshot(missing)) return 'outdated';
    for (let start = 0; start < missing.length; start += ROWS_AT_ONCE) {
      await this.read(missing.slice(start, start + ROWS_AT_ONCE));
    }
    return 'same';
  }

  /** Memory holds nothing any more. */
  forgetAll(): void {
    this.#applied.clear();
    this.#sizeBytes = 0;
  }

  /** Reads rows that another server wrote. @returns whether all were there still. */
  async read(ids: readonly number[]): Promise<boolean> {
    const missing = ids.filter((id) => !this.#isKnown(id));
    if (missing.length === 0) return true;
    const { rows } = await this.#deps.database.query<Row>(
      'SELECT id, data FROM "SampleJournal" WHERE id = ANY($1::int8[]) ORDER BY id',
      [missing],
    );
    for (const { id, data } of rows) this.#read(Number(id), data);
    return rows.length === missing.length;
  }

  /** Ids of the rows whose samples are in memory now. */
  appliedIds(): number[] {
    return [...this.#applied.keys()];
  }

  /** In one transaction: the snapshot comes, the rows that it stands for go. */
  async replace(ids: readonly number[], snapshot: readonly Uint8Array[]): Promise<void> {
    const { database, claim } = this.#deps;
    const added: { id: number; sizeBytes: number }[] = [];
    await database.transaction(async (sql) => {
      await claim.assertHeld(sql);
      added.length = 0;
      for (const data of snapshotRows(snapshot)) {
        added.push({ id: await insertRow(sql, data), sizeBytes: data.length });
      }
      const { rows } = await sql.query<{ id: bigint }>(
        'DELETE FROM "SampleJournal" WHERE id = ANY($1::int8[]) RETURNING id',
        [ids],
      );
      const removed = rows.map(({ id }) => Number(id));
      const news = replacementText(
        removed,
        added.map(({ id }) => id),
      );
      await database.channel.tellWithin(sql, REPLACED_TOPIC, news);
    });
    for (const id of ids) this.#drop(id);
    for (const { id, sizeBytes } of added) this.#hold(id, sizeBytes);
  }

  async #idsThere(): Promise<ReadonlySet<number>> {
    const { database } = this.#deps;
    const { rows } = await database.query<{ id: bigint }>('SELECT id FROM "SampleJournal"');
    return new Set(rows.map(({ id }) => Number(id)));
  }

  async #isAnySnapshot(ids: readonly number[]): Promise<boolean> {
    if (ids.length === 0) return false;
    const { rows } = await this.#deps.database.query(
      `SELECT FROM "SampleJournal"
       WHERE id = ANY($1::int8[]) AND get_byte(data, 1) = ${SNAPSHOT} LIMIT 1`,
      [ids],
    );
    return rows.length > 0;
  }

  async #readAll(kind: number): Promise<void> {
    for (let after = 0; ; ) {
      const { rows } = await this.#deps.database.query<Row>(
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
      readRow(data, this.#deps.visitor);
      this.#hold(id, data.length);
    } catch (error) {
      this.#damaged.add(id);
      this.#deps.log.error('journal row damaged and left where it is', {
        id,
        error: messageOf(error),
      });
    }
  }

  #isKnown(id: number): boolean {
    return this.#applied.has(id) || this.#damaged.has(id) || this.#underWay.has(id);
  }

  /** Their transactions ended without us; if one was committed, its row is read like a stranger's. */
  #forgetLostCommits(): void {
    const beforeMs = this.#deps.clock.nowMs() - COMMIT_MS_MAX;
    for (const [id, sinceMs] of this.#underWay) {
      if (sinceMs < beforeMs) this.#underWay.delete(id);
    }
  }

  #drop(id: number): void {
    this.#sizeBytes -= this.#applied.get(id) ?? 0;
    this.#applied.delete(id);
  }

  #hold(id: number, sizeBytes: number): void {
    if (this.#applied.has(id)) return;
    this.#applied.set(id, sizeBytes);
    this.#sizeBytes += sizeBytes;
  }
}

interface Row {
  readonly id: bigint;
  readonly data: Uint8Array;
}

async function insertRow(sql: Sql, data: Uint8Array): Promise<number> {
  const { rows } = await sql.query<{ id: bigint }>(
    'INSERT INTO "SampleJournal" (data) VALUES ($1) RETURNING id',
    [data],
  );
  return Number(rows[0]?.id);
}
