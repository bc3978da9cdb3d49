import type { CheckCard } from '@/common/domain/check-told';
import type { CheckDetail, ParameterView } from '@/common/domain/check-view';
import { type DocumentKind, type DocumentOf, readDocument } from '@/common/domain/node-document';
import type { ParameterTold } from '@/common/domain/pack-told';
import type { Sql, SqlValue } from '../db/database';

/** What is read for one page; of a larger fleet the rest says the same, or is found by its node. */
const NODES_MAX = 1_000;

interface Counted<Document> {
  readonly document: Document;
  readonly nodes: number;
}

/**
 * How a check is defined, and with which parameters, over the nodes that have it.
 * @param nodeId to look at this one alone
 */
export async function findDefinitions(
  sql: Sql,
  check: string,
  nodeId: string | undefined,
): Promise<Pick<CheckDetail, 'definitions' | 'parameters' | 'nodesLookedAt'>> {
  const cards = await documents(sql, 'check', check, nodeId);
  const [first] = cards;
  if (first === undefined) return { definitions: [], parameters: [], nodesLookedAt: 0 };
  const packs = await documents(sql, 'pack', first.document.pack, nodeId);
  const names = new Set(cards.flatMap(({ document }) => parametersOf(document)));
  return {
    definitions: cards.map(({ document, nodes }) => ({ card: document, nodes })),
    parameters: parametersInForce(packs, names),
    nodesLookedAt: cards.reduce((sum, { nodes }) => sum + nodes, 0),
  };
}

async function documents<Kind extends DocumentKind>(
  sql: Sql,
  kind: Kind,
  key: string,
  nodeId: string | undefined,
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

const PARAMETER = /\bparameters\.([A-Za-z0-9_-]+)/g;

/** The names that its expressions and its command speak of. */
function parametersOf({ expressions, command }: CheckCard): string[] {
  const texts = [...expressions.map(({ text }) => text), ...command];
  return texts.flatMap((text) => [...text.matchAll(PARAMETER)].map(([, name = '']) => name));
}

/** Nodes may have other values, levels and places for a name; each way stands there with its number. */
function parametersInForce(
  packs: readonly Counted<DocumentOf<'pack'>>[],
  names: ReadonlySet<string>,
): ParameterView[] {
  const found = new Map<string, { parameter: ParameterTold; nodes: number }>();
  for (const { document, nodes } of packs) {
    for (const parameter of document.parameters) {
      if (!names.has(parameter.name)) continue;
      const way = JSON.stringify([
        parameter.name,
        parameter.value,
        parameter.level,
        parameter.place,
      ]);
      const known = found.get(way);
      found.set(way, { parameter, nodes: nodes + (known?.nodes ?? 0) });
    }
  }
  return [...found.values()].sort(
    (a, b) => a.parameter.name.localeCompare(b.parameter.name) || b.nodes - a.nodes,
  );
}
