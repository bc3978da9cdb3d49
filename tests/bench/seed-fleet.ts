import type { Database } from '@/server/db/database';

/** What a fleet of a benchmark is made of. */
export interface SeededFleet {
  readonly nodes: number;
  /** Of each node. */
  readonly checks: number;
}

const PACKS = ['linux', 'redis', 'nginx', 'postgresql', 'openports'];

/**
 * Nodes in some of twenty groups, each with the same checks: of a hundred one is critical, two warn
 * and one cannot be told. They report for an hour from now on, all but one in fifty.
 */
export async function seedFleet(
  database: Database,
  { nodes, checks }: SeededFleet,
  nowMs: number,
): Promise<void> {
  const groups = `ARRAY['linux', 'zone::z' || i % 7, CASE WHEN i % 3 = 0 THEN 'web' ELSE 'db' END,
    'rack-' || i % 17, CASE WHEN i % 500 = 0 THEN 'rare' ELSE 'common' END]`;
  await database.query(
    `INSERT INTO "Node" (id, name, hostname, "publicKey", admission, "lastReportAt", groups,
       "memberOf", os, "agentVersion", "cpuPercent", "memoryPercent")
     SELECT 'n' || i, 'node-' || lpad(i::text, 5, '0'), 'node-' || i || '.example.org',
       decode(lpad(to_hex(i), 64, '0'), 'hex'), 'active',
       to_timestamp($2::float8 / 1000) + interval '1 hour' * CASE WHEN i % 50 = 0 THEN -1 ELSE 1 END,
       ${groups}, ${groups}, 'Debian GNU/Linux 12', '0.1.0', i % 100, i % 90
     FROM generate_series(1, $1::int4) i`,
    [nodes, nowMs],
  );
  await database.query(
    `WITH one AS (
       SELECT i, k, (i * 7919 + k * 104729) % 100 AS chance
       FROM generate_series(1, $1::int4) i, generate_series(1, $2::int4) k)
     INSERT INTO "NodeCheck" ("nodeId", "check", pack, state, rank, since, applies, reason, output,
       "isFlapping", "changePercent", epoch, sequence)
     SELECT 'n' || i, told.pack || '.check-' || lpad(k::text, 2, '0'), told.pack, told.state,
       array_position(ARRAY['critical', 'warning', 'unknown', 'stale', 'pending', 'ok'], told.state) - 1,
       to_timestamp($3::float8 / 1000) - interval '1 second' * ((i * 31 + k * 17) % 900000),
       k <> 20 OR i % 2 = 0, '', told.state || ': the value is ' || chance || ', as it was measured',
       false, 0, 'run', 1
     FROM one, LATERAL (SELECT ($4::text[])[1 + k % 5] AS pack,
       CASE WHEN chance = 0 THEN 'critical' WHEN chance < 3 THEN 'warning'
            WHEN chance = 3 THEN 'unknown' ELSE 'ok' END AS state) told`,
    [nodes, checks, nowMs, PACKS],
  );
  await database.query(
    `UPDATE "Node" node SET "checkCounts" = counted.counts FROM (
       SELECT "nodeId", ARRAY[${[0, 1, 2, 3, 4, 5].map((rank) => `count(*) FILTER (WHERE rank = ${rank})`).join()}]::int4[]
         AS counts FROM "NodeCheck" WHERE applies GROUP BY 1) counted
     WHERE counted."nodeId" = node.id`,
  );
  await database.query('VACUUM (ANALYZE) "Node"');
  await database.query('VACUUM (ANALYZE) "NodeCheck"');
}
