import { STALE_AFTER_MS } from '@/common/domain/node';
import { ALL_KEYS } from '@/common/domain/node-document';
import { ROLE_HEALTHS, roleCard } from '@/common/domain/role';
import {
  ROLE_MEMBERS_PAGE,
  ROLES_MAX,
  type RoleCounts,
  type RoleDefinition,
  type RoleMember,
  type RoleRow,
} from '@/common/domain/role-view';
import type { Database } from '../db/database';
import { type StoredSigns, signsOf } from '../nodes/node-row';
import { isLiveSql, signColumns } from '../nodes/standing-sql';

export type RoleStore = ReturnType<typeof createRoleStore>;

const DEFINITIONS_MAX = 20;

/** Roles as nodes told them; what a silent node said is counted apart. Times are handed in. */
export function createRoleStore(database: Database) {
  return {
    async list(nowMs: number): Promise<RoleRow[]> {
      const { rows } = await database.query<RoleRow>(LIST, [staleBefore(nowMs), ROLES_MAX]);
      return [...rows];
    },

    async counts(id: string, nowMs: number): Promise<RoleCounts> {
      const { rows } = await database.query<RoleCounts>(
        `SELECT ${COUNTS} FROM (${SAID} AND doc.key = $2) said`,
        [staleBefore(nowMs), id],
      );
      return rows[0] ?? { passing: 0, failing: 0, unknown: 0, silent: 0 };
    },

    async definitions(id: string): Promise<RoleDefinition[]> {
      const { rows } = await database.query<{ definition: unknown; nodes: number }>(
        `SELECT ${DEFINITION} AS definition, count(*)::int4 AS nodes
         FROM "NodeDocument" WHERE kind = 'role' AND key = $1
         GROUP BY ${DEFINITION} ORDER BY nodes DESC, ${DEFINITION} LIMIT ${DEFINITIONS_MAX}`,
        [id],
      );
      return rows.flatMap(definitionOf);
    },

    /** @param page from 0 */
    async members(id: string, page: number, nowMs: number): Promise<RoleMember[]> {
      const { rows } = await database.query<MemberFound>(
        `SELECT said.id, said.name, ${signColumns('said')}, said.health, said.reason,
           said."sinceMs"
         FROM (${SAID} AND doc.key = $2) said
         ORDER BY said."isOld",
           CASE said.health WHEN 'failing' THEN 0 WHEN 'passing' THEN 2 ELSE 1 END,
           lower(said.name), said.id
         LIMIT ${ROLE_MEMBERS_PAGE} OFFSET $3`,
        [staleBefore(nowMs), id, page * ROLE_MEMBERS_PAGE],
      );
      return rows.map(memberOf);
    },
  };
}

function staleBefore(nowMs: number): Date {
  return new Date(nowMs - STALE_AFTER_MS);
}

/** What each node says of each role; `$1` is the time before which a last report is too old. */
const SAID = `
  SELECT node.id, node.name, ${signColumns('node')}, doc.key, doc.json,
    doc.json ->> 'health' AS health, doc.json ->> 'reason' AS reason,
    (doc.json ->> 'sinceMs')::float8 AS "sinceMs",
    NOT ${isLiveSql({ node: 'node', staleBefore: '$1' })} AS "isOld"
  FROM "NodeDocument" doc JOIN "Node" node ON node.id = doc."nodeId"
  WHERE doc.kind = 'role' AND doc.key <> '${ALL_KEYS}'`;

const COUNTS = [
  ...ROLE_HEALTHS.map(
    (health) => `count(*) FILTER (WHERE NOT "isOld" AND health = '${health}')::int4 AS ${health}`,
  ),
  'count(*) FILTER (WHERE "isOld")::int4 AS silent',
].join(', ');

/** What fails comes first. */
const LIST = `
  SELECT key AS id, min(json ->> 'pack') AS pack, min(json ->> 'summary') AS summary, ${COUNTS},
    min("sinceMs") FILTER (WHERE NOT "isOld" AND health = 'failing') AS "failingSinceMs"
  FROM (${SAID}) said GROUP BY key
  ORDER BY count(*) FILTER (WHERE NOT "isOld" AND health = 'failing') = 0, key LIMIT $2`;

/** The card without what differs from node to node. */
const DEFINITION = `json - '{health,reason,sinceMs}'::text[]`;

const definitionForm = roleCard.omit({ health: true, reason: true, sinceMs: true });

/** One of another version is left out. */
function definitionOf({ definition, nodes }: { definition: unknown; nodes: number }) {
  const read = definitionForm.safeParse(definition);
  return read.success ? [{ ...read.data, nodeCount: nodes }] : [];
}

interface MemberFound extends StoredSigns {
  readonly id: string;
  readonly name: string;
  readonly health: string;
  readonly reason: string;
  readonly sinceMs: number;
}

function memberOf({ id, name, health, reason, sinceMs, ...node }: MemberFound): RoleMember {
  return {
    nodeId: id,
    name,
    ...signsOf(node),
    health: ROLE_HEALTHS.find((one) => one === health) ?? 'unknown',
    reason,
    sinceMs,
  };
}
