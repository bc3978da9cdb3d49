import { STALE_AFTER_MS } from '@/common/domain/node';
import { PEERS_MAX, type ZonesTaken } from '@/common/protocol/zone-orders';
import type { Sql } from '../db/database';
import { ZONE_OF_NODE } from './zone-store';

/** Of the peers, those of the zone above: enough to reach its relays by. */
const ABOVE_MAX = 4;

interface Peer {
  readonly id: string;
  readonly address: string;
}

/**
 * Others for a node to begin with: of its zone, and of those in the zone above that may relay. Each
 * node gets its own choice, always the same while the same report.
 */
export async function peersOf(
  sql: Sql,
  asker: {
    readonly nodeId: string;
    readonly zone: string;
    readonly parent: string | null;
    readonly nowMs: number;
  },
): Promise<readonly Peer[]> {
  const { rows } = await sql.query<Peer>(
    `WITH here AS (
       SELECT id, "gossipAddresses"[1] AS address, ${ZONE_OF_NODE} AS zone, "mayRelay",
         md5(id || $1) AS turn FROM "Node"
       WHERE id <> $1 AND admission = 'active' AND GREATEST("lastReportAt", "zoneKeysAt") >= $4
         AND cardinality("gossipAddresses") > 0)
     (SELECT id, address FROM here WHERE zone = $2 ORDER BY turn LIMIT $5)
     UNION ALL
     (SELECT id, address FROM here WHERE zone = $3 AND "mayRelay" ORDER BY turn LIMIT $6)`,
    [
      asker.nodeId,
      asker.zone,
      asker.parent,
      new Date(asker.nowMs - STALE_AFTER_MS),
      PEERS_MAX - ABOVE_MAX,
      ABOVE_MAX,
    ],
  );
  return rows;
}

/**
 * Keeps what a node has, and where it gossips.
 * @returns whether the others should be told of it: it moved, and there are few to begin with
 */
export async function saveTaken(
  sql: Sql,
  taken: ZonesTaken & { readonly nodeId: string; readonly nowMs: number },
): Promise<boolean> {
  const { nodeId, held, self, nowMs } = taken;
  const { rows } = await sql.query<{ isSame: boolean; zone: string }>(
    `WITH before AS (SELECT "gossipAddresses" = $5 AS same FROM "Node" WHERE id = $1)
     UPDATE "Node" SET "zoneKeys" = $2, "zoneKeysAt" = $3, "mayRelay" = $4, "gossipAddresses" = $5
     WHERE id = $1
     RETURNING (SELECT same FROM before) AS "isSame", ${ZONE_OF_NODE} AS zone`,
    [nodeId, held, new Date(nowMs), self.mayRelay, self.addresses],
  );
  const [row] = rows;
  if (row === undefined || row.isSame || self.addresses.length === 0) return false;
  const found = await sql.query<{ places: number }>(
    `SELECT count(*)::int4 AS places FROM "Node"
     WHERE cardinality("gossipAddresses") > 0 AND ${ZONE_OF_NODE} = $1`,
    [row.zone],
  );
  return (found.rows[0]?.places ?? 0) <= PEERS_MAX;
}
