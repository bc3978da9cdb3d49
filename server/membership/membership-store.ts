import { type MembershipOn, membershipTold, roundTripsTold } from '@/common/domain/membership-told';
import type { TopologyEdge, TopologyNode } from '@/common/domain/membership-view';
import type { Database } from '../db/database';
import { type StoredSigns, signsOf } from '../nodes/node-row';
import { isLiveSql, signColumns } from '../nodes/standing-sql';
import type { EvidenceRow, ReachedRow } from './evidence';

const NODES_MAX = 2_000;

export type MembershipStore = ReturnType<typeof createMembershipStore>;

/** What nodes tell of the cluster, in PostgreSQL; it stands in their documents. */
export function createMembershipStore(database: Database) {
  return {
    async nodes(): Promise<readonly TopologyNode[]> {
      const { rows } = await database.query<StoredNode>(NODES);
      return rows.map(topologyNode);
    },

    /** Everything that was measured in the last minute it was told of. */
    async edges(): Promise<readonly TopologyEdge[]> {
      const { rows } = await database.query<{ from: string; ms: unknown }>(
        `SELECT "nodeId" AS "from", json -> 'ms' AS ms FROM "NodeDocument"
         WHERE kind = 'round-trips' AND key = '' LIMIT ${NODES_MAX}`,
      );
      return rows.flatMap(({ from, ms }) => {
        const told = roundTripsTold.safeParse({ ms });
        if (!told.success) return [];
        return Object.entries(told.data.ms).map(([to, each]) => ({ from, to, ms: each }));
      });
    },

    /** What a node last told of itself. */
    async own(nodeId: string): Promise<{ told: MembershipOn; toldMs: number } | undefined> {
      const { rows } = await database.query<{ json: unknown; at: Date }>(
        `SELECT json, at FROM "NodeDocument"
         WHERE "nodeId" = $1 AND kind = 'membership' AND key = ''`,
        [nodeId],
      );
      const [row] = rows;
      const told = membershipTold.safeParse(row?.json);
      if (row === undefined || !told.success || told.data.gossip === 'off') return undefined;
      return { told: told.data, toldMs: row.at.getTime() };
    },

    /** Who does not hold a node for alive. */
    async doubters(nodeId: string, staleBefore: Date): Promise<readonly EvidenceRow[]> {
      const { rows } = await database.query<EvidenceRow>(DOUBTERS, [
        staleBefore,
        nodeId,
        JSON.stringify([{ id: nodeId }]),
      ]);
      return rows;
    },

    async reachers(nodeId: string): Promise<readonly ReachedRow[]> {
      const { rows } = await database.query<ReachedRow>(
        `SELECT node.id, node.name, (doc.json -> 'ms' ->> $1)::float8 AS ms, doc.at
         FROM "NodeDocument" doc JOIN "Node" node ON node.id = doc."nodeId"
         WHERE doc.kind = 'round-trips' AND doc.key = '' AND doc.json -> 'ms' ? $1
           AND doc."nodeId" <> $1
         ORDER BY ms, node.name`,
        [nodeId],
      );
      return rows;
    },

    async namesOf(ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
      if (ids.length === 0) return {};
      const { rows } = await database.query<{ id: string; name: string }>(
        'SELECT id, name FROM "Node" WHERE id = ANY($1)',
        [[...new Set(ids)]],
      );
      return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
    },
  };
}

interface StoredNode extends StoredSigns {
  readonly id: string;
  readonly name: string;
  readonly enrolledZone: string;
  readonly zone: string | null;
  readonly isRelay: boolean | null;
  readonly digest: string | null;
  readonly counts: Readonly<Record<string, number>> | null;
}

const NODES = `SELECT node.id, node.name, ${signColumns('node')}, node.zone AS "enrolledZone",
    doc.json ->> 'zone' AS zone, (doc.json ->> 'isRelay')::boolean AS "isRelay",
    doc.json ->> 'digest' AS digest, doc.json -> 'counts' AS counts
  FROM "Node" node LEFT JOIN "NodeDocument" doc
    ON doc."nodeId" = node.id AND doc.kind = 'membership' AND doc.key = ''
  ORDER BY lower(coalesce(doc.json ->> 'zone', node.zone)), lower(node.name), node.id
  LIMIT ${NODES_MAX}`;

const DOUBTERS = `SELECT node.id, node.name, doc.at,
    ${isLiveSql({ node: 'node', staleBefore: '$1' })} AS reports, one AS told
  FROM "NodeDocument" doc JOIN "Node" node ON node.id = doc."nodeId",
    jsonb_array_elements(doc.json -> 'gone') AS one
  WHERE doc.kind = 'membership' AND doc.key = '' AND doc.json -> 'gone' @> $3::jsonb
    AND one ->> 'id' = $2 AND doc."nodeId" <> $2
  ORDER BY reports DESC, doc.at DESC, node.name`;

function topologyNode(row: StoredNode): TopologyNode {
  const { id, name, zone, enrolledZone, isRelay, digest, counts } = row;
  const members = Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    id,
    name,
    ...signsOf(row),
    zone: zone ?? enrolledZone,
    isRelay: isRelay ?? false,
    digest: digest ?? '',
    gone: members - (counts?.alive ?? 0),
    members,
  };
}
