import {
  ALL_KEYS,
  type DocumentKind,
  type DocumentOf,
  readDocument,
} from '@/common/domain/node-document';
import type { Database, Sql } from '../db/database';
import { isNewer, type Origin, placeOf } from '../ingest/report-origin';
import type { ToldDocument } from './told-document';

export type DocumentStore = ReturnType<typeof createDocumentStore>;

/** What nodes told of their set-up, each document whole. */
export function createDocumentStore(database: Database) {
  return {
    /**
     * Takes what is newer than what is here. A list of all keys is kept like a document: what it
     * does not name goes, and does not come back with an older report.
     */
    async save(sql: Sql, origin: Origin, told: readonly ToldDocument[]): Promise<void> {
      if (told.length === 0) return;
      await sql.query(SAVE, [...placeOf(origin), new Date(origin.atMs), JSON.stringify(told)]);
      const lists = told.filter(({ key }) => key === ALL_KEYS);
      if (lists.length === 0) return;
      await sql.query(DROP_DOCUMENTS, placeOf(origin));
      if (lists.some(({ kind }) => kind === 'check')) await sql.query(DROP_CHECKS, placeOf(origin));
    },

    /** All of a kind that a node told, by key; those of another version are left out. */
    async list<Kind extends DocumentKind>(
      nodeId: string,
      kind: Kind,
    ): Promise<readonly DocumentOf<Kind>[]> {
      const { rows } = await database.query<{ json: string }>(
        `SELECT json::text AS json FROM "NodeDocument"
         WHERE "nodeId" = $1 AND kind = $2 AND key <> '${ALL_KEYS}' ORDER BY key COLLATE "C"`,
        [nodeId, kind],
      );
      return rows.flatMap(({ json }) => readDocument(kind, json) ?? []);
    },

    /** @returns `undefined` when the node has told none, or one of another version */
    async find<Kind extends DocumentKind>(
      nodeId: string,
      kind: Kind,
      key: string,
    ): Promise<DocumentOf<Kind> | undefined> {
      const { rows } = await database.query<{ json: string }>(
        `SELECT json::text AS json FROM "NodeDocument"
         WHERE "nodeId" = $1 AND kind = $2 AND key = $3 AND key <> '${ALL_KEYS}'`,
        [nodeId, kind, key],
      );
      return rows[0] && readDocument(kind, rows[0].json);
    },
  };
}

/**
 * The list of a node's keys, as SQL. Asked with `=` for the kind, PostgreSQL takes the index of kinds and keys for as
 * good as the one of nodes, and reads the lists of all nodes: 14 ms a report with 1,000 of them.
 */
const isListOf = (kind: string) =>
  `list."nodeId" = $1 AND list.kind IS NOT DISTINCT FROM ${kind} AND list.key = '${ALL_KEYS}'`;

/** Whether a list that is not older than the report lacks the key, as SQL. */
export function isUnlisted(kind: string, key: string): string {
  return `EXISTS (SELECT FROM "NodeDocument" list
    WHERE ${isListOf(kind)}
      AND NOT list.json ? ${key}
      AND NOT (${isNewer({ epoch: 'list.epoch', sequence: 'list.sequence' })}))`;
}

const SAVE = `INSERT INTO "NodeDocument" ("nodeId", kind, key, json, at, epoch, sequence)
  SELECT $1, told.kind, told.key, told.content, $5, $2, $3
  FROM jsonb_to_recordset($6::jsonb) AS told(kind text, key text, content jsonb)
  WHERE told.key = '${ALL_KEYS}' OR NOT ${isUnlisted('told.kind', 'told.key')}
  ON CONFLICT ("nodeId", kind, key) DO UPDATE
  SET json = excluded.json, at = excluded.at, epoch = excluded.epoch, sequence = excluded.sequence
  WHERE ${isNewer({ epoch: '"NodeDocument".epoch', sequence: '"NodeDocument".sequence' })}`;

/**
 * Rows that the list of this very report does not name, if the list was taken; not what came with a
 * newer report, before a list that is late.
 */
function dropUnlisted(table: string, key: string, kind: string): string {
  return `DELETE FROM ${table} one USING "NodeDocument" list
    WHERE ${isListOf(kind)} AND (list.epoch, list.sequence) = ($2, $3)
      AND one."nodeId" = $1 AND one.${key} <> '${ALL_KEYS}' AND NOT list.json ? one.${key}
      AND ${isNewer({ epoch: 'one.epoch', sequence: 'one.sequence' })}`;
}

const DROP_DOCUMENTS = dropUnlisted('"NodeDocument"', 'key', 'one.kind');
const DROP_CHECKS = dropUnlisted('"NodeCheck"', '"check"', "'check'");
