import type { PackDetail, PackForm, PackRow } from '@/common/domain/configuration-view';
import { ALL_KEYS } from '@/common/domain/node-document';
import type { PackCard } from '@/common/domain/pack-told';
import { packFaultsTold } from '@/common/domain/pack-told';
import type { Sql } from '../db/database';
import { type Counted, countedDocuments } from '../monitoring/counted-documents';
import { parametersInForce } from '../monitoring/parameters-in-force';

const PACKS_MAX = 500;
const FAULTS_MAX = 50;

/** Every pack that some node has, by name. */
export async function listPacks(sql: Sql): Promise<PackRow[]> {
  const { rows } = await sql.query<PackRow>(
    `WITH RECURSIVE step(key) AS (
       (SELECT key FROM "NodeDocument" WHERE kind = 'pack' ORDER BY key LIMIT 1)
       UNION ALL
       SELECT (SELECT next.key FROM "NodeDocument" next
               WHERE next.kind = 'pack' AND next.key > step.key ORDER BY next.key LIMIT 1)
       FROM step WHERE step.key IS NOT NULL
     )
     SELECT step.key AS name,
       (SELECT count(*)::int4 FROM "NodeDocument" one
        WHERE one.kind = 'pack' AND one.key = step.key) AS nodes,
       coalesce((SELECT one.json ->> 'summary' FROM "NodeDocument" one
                 WHERE one.kind = 'pack' AND one.key = step.key LIMIT 1), '') AS summary
     FROM step WHERE key <> '${ALL_KEYS}' ORDER BY key LIMIT ${PACKS_MAX}`,
  );
  return [...rows];
}

/** How nodes have a pack; of one that nobody has everything is empty. */
export async function findPackDetail(sql: Sql, name: string): Promise<PackDetail> {
  const told = await countedDocuments(sql, 'pack', name);
  return {
    name,
    forms: formsOf(told),
    parameters: parametersInForce(told),
    faults: await faultsOf(sql, name),
    nodesLookedAt: told.reduce((sum, { nodes }) => sum + nodes, 0),
  };
}

/** Values of parameters make no other form: they are listed one by one. */
function formsOf(told: readonly Counted<PackCard>[]): PackForm[] {
  const forms = new Map<string, PackForm>();
  for (const { document, nodes } of told) {
    const { parameters: _, ...card } = document;
    const way = JSON.stringify(card);
    forms.set(way, { card, nodes: nodes + (forms.get(way)?.nodes ?? 0) });
  }
  return [...forms.values()].sort((a, b) => b.nodes - a.nodes);
}

/** Few nodes have any: an index leads to their documents. */
async function faultsOf(sql: Sql, pack: string): Promise<PackDetail['faults']> {
  const { rows } = await sql.query<{ fault: unknown; nodes: number }>(
    `SELECT fault, count(*)::int4 AS nodes
     FROM "NodeDocument" doc, jsonb_array_elements(doc.json -> 'faults') AS fault
     WHERE doc.kind = 'pack-faults' AND doc.key = '' AND fault ->> 'pack' = $1
     GROUP BY fault ORDER BY nodes DESC, fault LIMIT ${FAULTS_MAX}`,
    [pack],
  );
  return rows.flatMap(({ fault, nodes }) => {
    const [read] = packFaultsTold.safeParse({ faults: [fault] }).data?.faults ?? [];
    return read === undefined ? [] : [{ fault: read, nodes }];
  });
}
