import type { CheckCard } from '@/common/domain/check-told';
import type { CheckDetail } from '@/common/domain/check-view';
import type { Sql } from '../db/database';
import { countedDocuments } from '../monitoring/counted-documents';
import { parametersInForce } from '../monitoring/parameters-in-force';

/**
 * How a check is defined, and with which parameters, over the nodes that have it.
 * @param nodeId to look at this one alone
 */
export async function findDefinitions(
  sql: Sql,
  check: string,
  nodeId: string | undefined,
): Promise<Pick<CheckDetail, 'definitions' | 'parameters' | 'nodesLookedAt'>> {
  const cards = await countedDocuments(sql, 'check', check, nodeId);
  const [first] = cards;
  if (first === undefined) return { definitions: [], parameters: [], nodesLookedAt: 0 };
  const packs = await countedDocuments(sql, 'pack', first.document.pack, nodeId);
  const names = new Set(cards.flatMap(({ document }) => parametersOf(document)));
  return {
    definitions: cards.map(({ document, nodes }) => ({ card: document, nodes })),
    parameters: parametersInForce(packs, (name) => names.has(name)),
    nodesLookedAt: cards.reduce((sum, { nodes }) => sum + nodes, 0),
  };
}

const PARAMETER = /\bparameters\.([A-Za-z0-9_-]+)/g;

/** The names that its expressions and its command speak of. */
function parametersOf({ expressions, command }: CheckCard): string[] {
  const texts = [...expressions.map(({ text }) => text), ...command];
  return texts.flatMap((text) => [...text.matchAll(PARAMETER)].map(([, name = '']) => name));
}
