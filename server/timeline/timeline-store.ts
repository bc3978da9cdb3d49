import type { TimelineEntry, TimelineKind } from '@/common/domain/timeline';
import type { Database, Sql } from '../db/database';

export interface NewEntry {
  readonly atMs: number;
  readonly kind: TimelineKind;
  readonly nodeId: string | null;
  readonly actor: string;
  readonly text: string;
  /** What it is about besides its node, where it is looked for by that: see `groupSubject`. */
  readonly subject?: string;
}

export interface TimelineQuery {
  readonly nodeId?: string | undefined;
  /** Of the cluster alone, see `CLUSTER_SUBJECT`. */
  readonly about?: 'cluster' | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

interface Row {
  readonly id: bigint;
  readonly at: Date;
  readonly kind: TimelineKind;
  readonly nodeId: string | null;
  readonly nodeName: string | null;
  readonly actor: string;
  readonly text: string;
}

export type TimelineStore = ReturnType<typeof createTimelineStore>;

/** What entries are about that tell of joins, deaths and leaves of members. */
export const CLUSTER_SUBJECT = 'cluster';

const COLUMNS = `entry.id, entry.at, entry.kind, entry."nodeId", node.name AS "nodeName", entry.actor, entry.text`;

/** What happened, one row an entry, in PostgreSQL. */
export function createTimelineStore(database: Database) {
  return {
    /** Writes within the caller's transaction, so that an entry stands or falls with its cause. */
    async add(sql: Sql, entries: readonly NewEntry[]): Promise<readonly TimelineEntry[]> {
      if (entries.length === 0) return [];
      const { rows } = await sql.query<Row>(
        `WITH entry AS (
           INSERT INTO "TimelineEntry" (at, kind, "nodeId", actor, text, subject)
           SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[],
             $6::text[])
           RETURNING *
         )
         SELECT ${COLUMNS} FROM entry LEFT JOIN "Node" node ON node.id = entry."nodeId"
         ORDER BY entry.id`,
        [
          entries.map(({ atMs }) => new Date(atMs)),
          entries.map(({ kind }) => kind),
          entries.map(({ nodeId }) => nodeId),
          entries.map(({ actor }) => actor),
          entries.map(({ text }) => text),
          entries.map(({ subject }) => subject ?? ''),
        ],
      );
      return rows.map(entryOf);
    },

    /** Puts other words in place of those that stand: more has become known. */
    async reword(sql: Sql, words: readonly { readonly id: string; readonly text: string }[]) {
      if (words.length === 0) return [];
      const { rows } = await sql.query<Row>(
        `WITH entry AS (
           UPDATE "TimelineEntry" earlier SET text = said.text
           FROM unnest($1::int8[], $2::text[]) AS said(id, text)
           WHERE earlier.id = said.id AND earlier.text <> said.text RETURNING earlier.*
         )
         SELECT ${COLUMNS} FROM entry LEFT JOIN "Node" node ON node.id = entry."nodeId"
         ORDER BY entry.id`,
        [words.map(({ id }) => BigInt(id)), words.map(({ text }) => text)],
      );
      return rows.map(entryOf);
    },

    /** Newest first. An entry may arrive long after it happened, so order is by time, then by id. */
    async list({ nodeId, about, before, limit }: TimelineQuery): Promise<readonly TimelineEntry[]> {
      const { rows } = await database.query<Row>(
        `SELECT ${COLUMNS} FROM "TimelineEntry" entry LEFT JOIN "Node" node ON node.id = entry."nodeId"
         WHERE ($1::text IS NULL OR entry."nodeId" = $1)
           AND ($2::int8 IS NULL
                OR (entry.at, entry.id) < (SELECT at, id FROM "TimelineEntry" WHERE id = $2))
           AND ($4::text IS NULL OR entry.subject = $4)
         ORDER BY entry.at DESC, entry.id DESC LIMIT $3`,
        [nodeId ?? null, before === undefined ? null : BigInt(before), limit, about ?? null],
      );
      return rows.map(entryOf);
    },

    /** Who joined a group and who left it, newest first. */
    async ofGroup(group: string, limit: number): Promise<readonly TimelineEntry[]> {
      const { rows } = await database.query<Row>(
        `SELECT ${COLUMNS} FROM "TimelineEntry" entry LEFT JOIN "Node" node ON node.id = entry."nodeId"
         WHERE entry.subject = $1 ORDER BY entry.at DESC, entry.id DESC LIMIT $2`,
        [groupSubject(group), limit],
      );
      return rows.map(entryOf);
    },

    /** Those of the ids that are there, oldest first. */
    async find(ids: readonly string[]): Promise<readonly TimelineEntry[]> {
      const { rows } = await database.query<Row>(
        `SELECT ${COLUMNS} FROM "TimelineEntry" entry LEFT JOIN "Node" node ON node.id = entry."nodeId"
         WHERE entry.id = ANY($1::int8[]) ORDER BY entry.id`,
        [ids.map(BigInt)],
      );
      return rows.map(entryOf);
    },

    /** What was written after an entry, oldest first: for a page that lost its socket. */
    async since(id: string, nodeId: string | undefined, limit: number) {
      const { rows } = await database.query<Row>(
        `SELECT ${COLUMNS} FROM "TimelineEntry" entry LEFT JOIN "Node" node ON node.id = entry."nodeId"
         WHERE entry.id > $1 AND ($2::text IS NULL OR entry."nodeId" = $2)
         ORDER BY entry.id LIMIT $3`,
        [BigInt(id), nodeId ?? null, limit],
      );
      return rows.map(entryOf);
    },
  };
}

/** What an entry about a group has as its subject. */
export function groupSubject(group: string): string {
  return `group ${group}`;
}

function entryOf({ id, at, ...row }: Row): TimelineEntry {
  return { ...row, id: String(id), atMs: at.getTime() };
}
