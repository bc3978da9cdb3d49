import { type DocumentKind, type DocumentOf, readDocument } from '@/common/domain/node-document';
import type { Sql, SqlValue } from '../db/database';

/** What is read for one page; of a larger fleet the rest says the same, or is found by its node. */
const NODES_MAX = 1_000;

export interface Counted<Document> {
  readonly document: Document;
  /** How many nodes told just this one. */
  readonly nodes: number;
}

/**
 * What nodes told of one thing, that of most nodes first.
 * @param nodeId to look at this one alone
 */
export async function countedDocuments<Kind extends DocumentKind>(
  sql: Sql,
  kind: Kind,
  key: string,
  nodeId?: string,
): Promise<Counted<DocumentOf<Kind>>[]> {
  const values: SqlValue[] = [kind, key];
  const ofNode = nodeId === undefined ? '' : `AND "nodeId" = $${values.push(nodeId)}`;
  const { rows } = await sql.query<{ json: string; nodes: number }>(
    `SELECT json::text AS json, count(*)::int4 AS nodes
     FROM (SELECT json FROM "NodeDocument" WHERE kind = $1 AND "key" = $2 ${ofNode}
           LIMIT ${NODES_MAX}) told
     GROUP BY told.json ORDER BY nodes DESC, json LIMIT 50`,
    values,
  );
  return rows.flatMap(({ json, nodes }) => {
    const document = readDocument(kind, json);
    return document === undefined ? [] : [{ document, nodes }];
  });
}
