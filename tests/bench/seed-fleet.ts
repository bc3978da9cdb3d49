import { refreshCheckCounts } from '@/server/checks/refresh-counts';
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
  await seedGroupDocuments(database, nowMs);
  const { rows } = await database.query<{ id: string }>('SELECT id FROM "Node"');
  const ids = rows.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += 1_000) {
    await refreshCheckCounts(database, ids.slice(from, from + 1_000));
  }
  await database.query('VACUUM (ANALYZE) "Node"');
  await database.query('VACUUM (ANALYZE) "NodeCheck"');
  await database.query('VACUUM (ANALYZE) "NodeDocument"');
}

/** A fleet's groups are detected: by ten detectors, which every node tells with what they give. */
async function seedGroupDocuments(database: Database, nowMs: number): Promise<void> {
  await database.query(
    `INSERT INTO "NodeDocument" ("nodeId", kind, key, json, at, epoch, sequence)
     SELECT id, 'groups', '', jsonb_build_object('memberships', (
       SELECT jsonb_agg(jsonb_build_object('group', name, 'source', 'detected',
         'detector', 'linux.os-' || place % 10, 'sinceMs', $1::int8 - place * 1000 - length(id)))
       FROM unnest("memberOf") WITH ORDINALITY AS member(name, place))), now(), 'run', 1
     FROM "Node" WHERE id ~ '^n[0-9]+$'`,
    [nowMs],
  );
  await database.query(
    `INSERT INTO "NodeDocument" ("nodeId", kind, key, json, at, epoch, sequence)
     SELECT node.id, 'detector', 'linux.os-' || k, jsonb_build_object('id', 'linux.os-' || k,
       'pack', 'linux', 'level', 'core', 'path', '/usr/lib/opsbro/packs/linux/detectors/os.yaml',
       'summary', 'What the operating system is', 'source', 'detected',
       'condition', '{{collector.system.os.name}} == "linux" and {{collector.memory.phys}} > 0',
       'groups', jsonb_build_array(coalesce("memberOf"[k], 'none')), 'intervalMs', 10000,
       'state', CASE WHEN k <= 5 THEN 'matched' ELSE 'not-matched' END, 'reason', '',
       'gives', CASE WHEN k <= 5 THEN jsonb_build_array("memberOf"[k]) ELSE '[]' END,
       'sinceMs', $1::int8 - length(node.id)), now(), 'run', 1
     FROM "Node" node, generate_series(1, 10) k WHERE id ~ '^n[0-9]+$'`,
    [nowMs],
  );
  await database.query(
    `UPDATE "Node" SET groups = '{}', memberships = (
       SELECT jsonb_agg(membership - 'sinceMs') FROM "NodeDocument" doc,
         jsonb_array_elements(doc.json->'memberships') AS membership
       WHERE doc."nodeId" = "Node".id AND doc.kind = 'groups') WHERE id ~ '^n[0-9]+$'`,
  );
  await database.query(
    `INSERT INTO "TimelineEntry" (at, kind, "nodeId", actor, text, subject)
     SELECT to_timestamp($1::float8 / 1000) - interval '1 second' * i, 'group-added',
       'n' || 1 + i % 10000, 'agent', 'joined the group g' || i % 50 || ': detected', 'group g' || i % 50
     FROM generate_series(1, 200000) i WHERE EXISTS (SELECT FROM "Node" WHERE id = 'n' || 1 + i % 10000)`,
    [nowMs],
  );
}
