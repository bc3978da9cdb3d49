import { GROUP_SOURCES, type GroupSource } from '@/common/domain/detection';
import {
  GROUP_MEMBERS_PAGE,
  GROUPS_MAX,
  type GroupList,
  type GroupMember,
  type GroupName,
  type GroupReason,
  type GroupRow,
  type GroupSetCount,
  type SourceCounts,
} from '@/common/domain/group-view';
import type { GroupSet } from '@/common/group-set/group-set';
import type { Database, SqlValue } from '../db/database';
import { groupSetSql } from '../nodes/group-set-sql';
import { type StoredSigns, signsOf } from '../nodes/node-row';
import { signColumns } from '../nodes/standing-sql';

export type GroupStore = ReturnType<typeof createGroupStore>;

const NAMES_SHOWN = 5;

/** Groups as nodes are in them: from their rows, and from what they told of the reasons. */
export function createGroupStore(database: Database) {
  return {
    async list(): Promise<GroupList> {
      const { rows } = await database.query<ListedGroup>(LIST, [GROUPS_MAX]);
      const nodes = await database.query<{ nodes: number }>(
        'SELECT count(*)::int4 AS nodes FROM "Node"',
      );
      return {
        groups: rows.map(groupRow),
        total: rows[0]?.total ?? 0,
        nodeCount: nodes.rows[0]?.nodes ?? 0,
      };
    },

    /** Names alone, with how many nodes are in each: what somebody who types one chooses from. */
    async names(): Promise<GroupName[]> {
      const { rows } = await database.query<GroupName>(
        `SELECT member.name, count(*)::int4 AS "nodeCount"
         FROM "Node", unnest("memberOf") AS member(name)
         GROUP BY member.name ORDER BY member.name LIMIT $1`,
        [GROUPS_MAX],
      );
      return [...rows];
    },

    /** How many are in a group, for which reasons; 0 for a group that there is not. */
    async counts(group: string): Promise<{ nodeCount: number; bySource: SourceCounts }> {
      const { rows } = await database.query<Counted>(
        `SELECT count(*)::int4 AS nodes, ${SOURCE_COUNTS}
         FROM "Node" WHERE "memberOf" @> ARRAY[$1::text]`,
        [group],
      );
      return { nodeCount: rows[0]?.nodes ?? 0, bySource: sourceCounts(rows[0]) };
    },

    /** @param page from 0 */
    async members(group: string, page: number): Promise<GroupMember[]> {
      const { rows } = await database.query<MemberFound>(
        `SELECT node.id, node.name, ${signColumns('node')},
           (SELECT jsonb_agg(to_jsonb(reason) ORDER BY reason.source, reason.detector)
            FROM (${reasonsSql('node')}) reason WHERE reason.name = $1) AS reasons
         FROM "Node" node WHERE node."memberOf" @> ARRAY[$1::text]
         ORDER BY lower(node.name), node.id LIMIT $2 OFFSET $3`,
        [group, GROUP_MEMBERS_PAGE, page * GROUP_MEMBERS_PAGE],
      );
      return rows.map(memberOf);
    },

    async count(set: GroupSet): Promise<GroupSetCount> {
      const parameters: SqlValue[] = [];
      const condition = groupSetSql(set, parameters);
      const { rows } = await database.query<{ matches: number; nodes: number; names: string[] }>(
        `SELECT (SELECT count(*)::int4 FROM "Node" WHERE ${condition}) AS matches,
           (SELECT count(*)::int4 FROM "Node") AS nodes,
           ARRAY(SELECT name FROM "Node" WHERE ${condition} ORDER BY lower(name), id
                 LIMIT ${NAMES_SHOWN}) AS names`,
        parameters,
      );
      const [found] = rows;
      return {
        matches: found?.matches ?? 0,
        nodeCount: found?.nodes ?? 0,
        names: found?.names ?? [],
      };
    },
  };
}

/**
 * Why a node is in its groups: what people gave it stands in its own row, all else it told. Of a
 * given one it told since when it has known it.
 * @param node the alias of its row
 */
function reasonsSql(node: string): string {
  return `
    SELECT given.name, 'given' AS source, '' AS detector,
      (SELECT (told.value ->> 'sinceMs')::float8 FROM "NodeDocument" doc,
         jsonb_path_query(doc.json, 'lax $.memberships[*]') AS told(value)
       WHERE doc."nodeId" = ${node}.id AND doc.kind = 'groups' AND doc.key = ''
         AND told.value ->> 'group' = given.name AND told.value ->> 'source' = 'given'
       LIMIT 1) AS "sinceMs"
    FROM unnest(${node}.groups) AS given(name)
    UNION ALL
    SELECT told.value ->> 'group', told.value ->> 'source', told.value ->> 'detector',
      (told.value ->> 'sinceMs')::float8
    FROM "NodeDocument" doc, jsonb_path_query(doc.json, 'lax $.memberships[*]') AS told(value)
    WHERE doc."nodeId" = ${node}.id AND doc.kind = 'groups' AND doc.key = ''
      AND told.value ->> 'source' <> 'given'`;
}

/** Each node counts once for each source, however many detectors agree. */
const SOURCE_COUNTS = GROUP_SOURCES.map((source) => {
  const told = `memberships @> jsonb_build_array(jsonb_build_object('group', $1::text, 'source', '${source}'))`;
  const condition = source === 'given' ? '$1 = ANY(groups)' : told;
  return `count(*) FILTER (WHERE ${condition})::int4 AS ${source}`;
}).join(', ');

/** All at once, nodes that are in the same groups for the same reasons as one. A node counts once a source. */
const LIST = `
  WITH alike AS MATERIALIZED (
    SELECT row_number() OVER () AS id, groups, memberships, count(*) AS nodes
    FROM "Node" GROUP BY groups, memberships
  ), reason AS MATERIALIZED (
    SELECT id, nodes, unnest(groups) AS name, 'given' AS source, '' AS detector FROM alike
    UNION ALL
    SELECT id, nodes, told."group", told.source, told.detector
    FROM alike, jsonb_to_recordset(memberships)
      AS told("group" text, source text, detector text)
  ), member AS (
    SELECT name, nodes, ${GROUP_SOURCES.map((source) => `bool_or(source = '${source}') AS ${source}`).join(', ')}
    FROM reason GROUP BY name, id, nodes
  ), detecting AS (
    SELECT name, array_agg(DISTINCT detector ORDER BY detector) AS detectors
    FROM reason WHERE detector <> '' GROUP BY name
  )
  SELECT member.name, sum(nodes)::int4 AS nodes, count(*) OVER ()::int4 AS total,
    coalesce(detecting.detectors, '{}') AS detectors,
    ${GROUP_SOURCES.map((source) => `coalesce(sum(nodes) FILTER (WHERE member.${source}), 0)::int4 AS ${source}`).join(', ')}
  FROM member LEFT JOIN detecting USING (name)
  GROUP BY member.name, detecting.detectors ORDER BY member.name LIMIT $1`;

interface Counted extends SourceCounts {
  readonly nodes: number;
}

interface ListedGroup extends Counted {
  readonly name: string;
  readonly total: number;
  readonly detectors: readonly string[];
}

interface MemberFound extends StoredSigns {
  readonly id: string;
  readonly name: string;
  readonly reasons: readonly ReasonFound[] | null;
}

interface ReasonFound {
  readonly source: string;
  readonly detector: string;
  readonly sinceMs: number | null;
}

function groupRow(row: ListedGroup): GroupRow {
  const { name, nodes, detectors } = row;
  return { name, nodeCount: nodes, bySource: sourceCounts(row), detectors };
}

function sourceCounts(row: SourceCounts | undefined): SourceCounts {
  const counts = GROUP_SOURCES.map((source) => [source, row?.[source] ?? 0]);
  return Object.fromEntries(counts) as Record<GroupSource, number>;
}

function memberOf({ id, name, reasons, ...node }: MemberFound): GroupMember {
  return { nodeId: id, name, ...signsOf(node), reasons: (reasons ?? []).flatMap(reasonOf) };
}

function reasonOf({ source, detector, sinceMs }: ReasonFound): GroupReason[] {
  const known = GROUP_SOURCES.find((one) => one === source);
  return known === undefined ? [] : [{ source: known, detector, sinceMs }];
}
