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
  const { rows } = await sql.query<Found>(DETECTORS, [group, DETECTORS_MAX]);
  return rows.flatMap(detectorOf);
}

/** The card without what differs from node to node. */
const DEFINITION = `json - '{state,reason,gives,sinceMs}'::text[]`;

const DETECTORS = `
  WITH giving AS (
    SELECT DISTINCT key FROM "NodeDocument"
    WHERE kind = 'detector' AND json -> 'gives' ? $1
    UNION
    SELECT DISTINCT key FROM "NodeDocument"
    WHERE kind = 'detector' AND json -> 'groups' ? $1
  )
  SELECT ${DEFINITION} AS definition,
    count(*) FILTER (WHERE json -> 'gives' ? $1)::int4 AS gives,
    ${DETECTOR_STATES.map((state) => `count(*) FILTER (WHERE json ->> 'state' = '${state}')::int4 AS "${state}"`).join(', ')}
  FROM "NodeDocument" JOIN giving USING (key)
  WHERE kind = 'detector'
  GROUP BY ${DEFINITION} ORDER BY gives DESC, count(*) DESC, ${DEFINITION} LIMIT $2`;

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
