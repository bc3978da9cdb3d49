import { DETECTOR_STATES, type DetectorState, detectorCard } from '@/common/domain/detection';
import type { GroupDetector } from '@/common/domain/group-view';
import type { Sql } from '../db/database';

/** How many different ones of a group are shown; nodes may have other levels of the same. */
const DETECTORS_MAX = 50;

/**
 * The detectors behind a group: those that give it to some node, with how they stand everywhere.
 * Where nodes have different ones under one name, as by another level, each is told for itself.
 */
export async function detectorsOf(sql: Sql, group: string): Promise<GroupDetector[]> {
  const named = await sql.query<{ key: string }>(GIVING, [group]);
  const keys = named.rows.map(({ key }) => key);
  const { rows } = await sql.query<Found>(DETECTORS, [group, keys, DETECTORS_MAX]);
  return rows.flatMap(detectorOf);
}

/** The card without what differs from node to node. */
const DEFINITION = `json - '{state,reason,gives,sinceMs}'::text[]`;

/** Nodes that are asked which other detectors could give it; most have the same ones. */
const NODES_LOOKED_AT = 200;

/** Which detectors give it is told by the rows of its members; reading all their documents takes long. */
const GIVING = `
  WITH alike AS MATERIALIZED (
    SELECT DISTINCT memberships FROM "Node" WHERE "memberOf" @> ARRAY[$1::text]
  )
  SELECT told.detector AS key
  FROM alike, jsonb_to_recordset(memberships) AS told("group" text, detector text)
  WHERE told."group" = $1 AND told.detector <> ''
  UNION
  SELECT key FROM "NodeDocument" WHERE kind = 'detector' AND json -> 'groups' ? $1
    AND "nodeId" = ANY(ARRAY(SELECT id FROM "Node" ORDER BY id LIMIT ${NODES_LOOKED_AT}))`;

const DETECTORS = `
  SELECT ${DEFINITION} AS definition,
    count(*) FILTER (WHERE json -> 'gives' ? $1)::int4 AS gives,
    ${DETECTOR_STATES.map((state) => `count(*) FILTER (WHERE json ->> 'state' = '${state}')::int4 AS "${state}"`).join(', ')}
  FROM "NodeDocument" WHERE kind = 'detector' AND key = ANY($2::text[])
  GROUP BY ${DEFINITION} ORDER BY gives DESC, count(*) DESC, ${DEFINITION} LIMIT $3`;

type Found = Readonly<Record<DetectorState, number>> & {
  readonly definition: unknown;
  readonly gives: number;
};

const definitionForm = detectorCard.omit({ state: true, reason: true, gives: true, sinceMs: true });

/** One of another version is left out. */
function detectorOf({ definition, gives, ...counts }: Found): GroupDetector[] {
  const read = definitionForm.safeParse(definition);
  if (!read.success) return [];
  const states = DETECTOR_STATES.map((state) => [state, counts[state]]);
  return [{ ...read.data, gives, states: Object.fromEntries(states) as GroupDetector['states'] }];
}
