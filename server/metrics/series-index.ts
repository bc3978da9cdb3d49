import type { Cancel } from '@/common/clock';
import {
  type Labels,
  type MetricKind,
  type SeriesDescription,
  seriesKey,
  type Unit,
} from '@/common/domain/metric';
import type { SeriesSelector } from '@/common/domain/range';
import { AppError } from '@/common/errors';
import type { Database, Sql } from '../db/database';

const SERIES_PER_NODE_MAX = 10_000;

/** What servers tell one another: this node has new series, or none any more. */
const TOPIC = 'series';

/** Inserted with one statement; parameters of that size stay far below the protocol's limits. */
const INSERT_AT_ONCE = 500;

/** What is known of a series, as the database keeps it. */
export interface SeriesRecord {
  readonly id: number;
  readonly metric: string;
  readonly labels: Labels;
  readonly path: string;
  readonly unit: Unit;
  readonly kind: MetricKind;
  readonly help: string;
}

/** The ids of a node's series, and what was stored of each when it was last looked at. */
class KnownSeries {
  readonly idByKey: Map<string, number>;
  readonly #hashById: Map<number, number>;

  constructor(from?: KnownSeries) {
    this.idByKey = new Map(from?.idByKey);
    this.#hashById = new Map(from === undefined ? undefined : from.#hashById);
  }

  add(id: number, key: string, description: SeriesDescription): void {
    this.idByKey.set(key, id);
    this.#hashById.set(id, hashOf(description));
  }

  /** Whether a series is there, described in just this way. */
  has(key: string, description: SeriesDescription): boolean {
    const id = this.idByKey.get(key);
    return id !== undefined && this.#hashById.get(id) === hashOf(description);
  }
}

/**
 * Which id a series has. Nodes that announced something since the start are held in memory, and of
 * them only keys and ids; the rest stays in the database, so that dead series cost nothing here.
 */
export class SeriesIndex {
  readonly #database: Database;
  readonly #nodes = new Map<string, KnownSeries>();
  readonly #versions = new Map<string, number>();
  /** Grows when any node may have got new series unheard. */
  #versionOfAll = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Hears from now on of what other servers do to series. */
  follow(): Cancel {
    return this.#database.channel.follow(TOPIC, {
      hear: (nodeId) => this.#change(nodeId),
      missed: () => {
        this.#nodes.clear();
        this.#versionOfAll += 1;
      },
    });
  }

  /** @see SampleStore.resolve */
  async resolve(
    sql: Sql,
    nodeId: string,
    descriptions: readonly SeriesDescription[],
  ): Promise<number[]> {
    const known = await this.#load(sql, nodeId);
    const keys = descriptions.map(seriesKey);
    const missing = new Map<string, SeriesDescription>();
    for (const [index, description] of descriptions.entries()) {
      const key = keys[index] as string;
      if (!known.has(key, description)) missing.set(key, description);
    }
    if (missing.size > 0) await this.#insert(sql, nodeId, missing, known);
    return keys.map((key) => {
      const id = known.idByKey.get(key);
      if (id === undefined) throw new AppError('NOT_FOUND', `Node ${nodeId} is not enrolled here`);
      return id;
    });
  }

  /** Series of a node; `selectors` undefined means all of them. */
  async find(nodeId: string, selectors?: readonly SeriesSelector[]): Promise<SeriesRecord[]> {
    const metrics = selectors?.map(({ metric }) => metric) ?? null;
    const { rows } = await this.#database.query<SeriesRecord>(
      `SELECT id, metric, labels, path, unit, kind, help FROM "Series"
       WHERE "nodeId" = $1 AND ($2::text[] IS NULL OR metric = ANY($2::text[]))
       ORDER BY metric, path, id`,
      [nodeId, metrics],
    );
    if (selectors === undefined) return [...rows];
    return rows.filter((row) => selectors.some((selector) => matches(selector, row)));
  }

  version(nodeId: string): number {
    return this.#versionOfAll + (this.#versions.get(nodeId) ?? 0);
  }

  forget(nodeId: string): void {
    this.#nodes.delete(nodeId);
    this.#database.channel.tell(TOPIC, nodeId);
  }

  #change(nodeId: string): void {
    this.#nodes.delete(nodeId);
    this.#versions.set(nodeId, (this.#versions.get(nodeId) ?? 0) + 1);
  }

  /** What is known of a node; remembered only when what `sql` sees is committed. */
  async #load(sql: Sql, nodeId: string): Promise<KnownSeries> {
    const remembered = this.#nodes.get(nodeId);
    if (remembered !== undefined) {
      return sql === this.#database ? remembered : new KnownSeries(remembered);
    }
    const known = new KnownSeries();
    const { rows } = await sql.query<SeriesRecord & { key: string }>(
      'SELECT id, key, metric, labels, path, unit, kind, help FROM "Series" WHERE "nodeId" = $1',
      [nodeId],
    );
    for (const row of rows) known.add(row.id, row.key, row);
    if (sql === this.#database) this.#nodes.set(nodeId, known);
    return known;
  }

  async #insert(
    sql: Sql,
    nodeId: string,
    missing: ReadonlyMap<string, SeriesDescription>,
    known: KnownSeries,
  ): Promise<void> {
    const entries = [...missing];
    for (const [key, description] of entries) checkText(key, description);
    const fresh = entries.filter(([key]) => !known.idByKey.has(key)).length;
    const count = known.idByKey.size + fresh;
    if (count > SERIES_PER_NODE_MAX) throw tooMany(nodeId, count);
    for (let start = 0; start < entries.length; start += INSERT_AT_ONCE) {
      await upsert(sql, nodeId, entries.slice(start, start + INSERT_AT_ONCE), known);
    }
    if (fresh === 0) return;
    this.#versions.set(nodeId, (this.#versions.get(nodeId) ?? 0) + 1);
    const { channel } = this.#database;
    if (sql === this.#database) channel.tell(TOPIC, nodeId);
    else await channel.tellWithin(sql, TOPIC, nodeId);
  }
}

async function upsert(
  sql: Sql,
  nodeId: string,
  entries: readonly (readonly [key: string, SeriesDescription])[],
  known: KnownSeries,
): Promise<void> {
  const column = (read: (series: SeriesDescription) => string) =>
    entries.map(([, description]) => read(description));
  const { rows } = await sql.query<{ id: number; key: string }>(
    `INSERT INTO "Series" ("nodeId", key, metric, labels, path, unit, kind, help)
     SELECT n.id, s.key, s.metric, s.labels::jsonb, s.path, s.unit, s.kind, s.help
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS s(key, metric, labels, path, unit, kind, help)
     JOIN "Node" n ON n.id = $1
     ON CONFLICT ("nodeId", key) DO UPDATE
       SET path = excluded.path, unit = excluded.unit, kind = excluded.kind, help = excluded.help
     RETURNING id, key`,
    [
      nodeId,
      entries.map(([key]) => key),
      column(({ metric }) => metric),
      column(({ labels }) => JSON.stringify(labels)),
      column(({ path }) => path),
      column(({ unit }) => unit),
      column(({ kind }) => kind),
      column(({ help }) => help),
    ],
  );
  const described = new Map(entries);
  for (const { id, key } of rows) {
    const description = described.get(key);
    if (description !== undefined) known.add(id, key, description);
  }
}

/** FNV-1a of what may change about a series while it stays the same one. */
function hashOf({ path, unit, kind, help }: SeriesDescription): number {
  const text = `${path}\n${unit}\n${kind}\n${help}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

function checkText(key: string, { metric, labels, path, help }: SeriesDescription): void {
  const texts = [metric, path, help, ...Object.entries(labels).flat()];
  if (!texts.some((text) => UNSTORABLE.test(text))) return;
  throw new AppError('INVALID', `Series ${key} has a NUL or half a character in its text`);
}

function matches({ metric, labels }: SeriesSelector, series: SeriesRecord): boolean {
  return (
    series.metric === metric &&
    Object.entries(labels).every(([name, value]) => series.labels[name] === value)
  );
}

function tooMany(nodeId: string, count: number): AppError {
  return new AppError(
    'INVALID',
    `Node ${nodeId} would have ${count} series, more than ${SERIES_PER_NODE_MAX}: turn off a collector or drop a label with many values`,
  );
}
