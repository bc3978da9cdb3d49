import { rankOf } from '@/common/domain/check-counts';
import type { CheckStanding } from '@/common/domain/check-told';
import type { Json } from '@/common/json';
import type { Sql } from '../db/database';
import { isNewer, type Origin, placeOf } from '../ingest/report-origin';
import { isUnlisted } from './document-store';
import { storedExplanation } from './stored-explanation';

/** Takes how checks stand, unless that is older than what is here or of a check that is gone. */
export async function saveStandings(
  sql: Sql,
  origin: Origin,
  standings: readonly CheckStanding[],
): Promise<void> {
  if (standings.length === 0) return;
  const newest = new Map(standings.map((one) => [one.check, one]));
  const rows = JSON.stringify([...newest.values()].map(rowOf));
  await sql.query(SAVE, [...placeOf(origin), rows]);
}

function rowOf(standing: CheckStanding): Json {
  const { check, state, soft, durationMs } = standing;
  return {
    check,
    pack: check.split('.', 1)[0] ?? '',
    state,
    rank: rankOf(state),
    since: new Date(standing.sinceMs).toISOString(),
    applies: standing.applies,
    reason: standing.reason,
    output: standing.output,
    isFlapping: standing.isFlapping,
    changePercent: rounded(standing.changePercent),
    softState: soft?.state ?? null,
    softAttempt: soft === null ? null : Math.min(soft.attempt, ATTEMPT_MAX),
    lastResultAt:
      standing.lastResultMs === null ? null : new Date(standing.lastResultMs).toISOString(),
    durationMs: durationMs === null ? null : rounded(durationMs),
    explanation: storedExplanation(standing.explanationJson),
  };
}

const ATTEMPT_MAX = 1_000_000;

/** A `real` holds neither the largest nor the smallest of numbers. */
function rounded(value: number): number {
  return Math.round(Math.min(value, 1e12) * 1_000) / 1_000;
}

/** Those that are set; the key of the row is its node and its check. */
const COLUMNS = [
  ['pack', 'text'],
  ['state', 'text'],
  ['rank', 'int2'],
  ['since', 'timestamptz'],
  ['applies', 'boolean'],
  ['reason', 'text'],
  ['output', 'text'],
  ['isFlapping', 'boolean'],
  ['changePercent', 'float4'],
  ['softState', 'text'],
  ['softAttempt', 'int4'],
  ['lastResultAt', 'timestamptz'],
  ['durationMs', 'float4'],
  ['explanation', 'jsonb'],
] as const;

const NAMES = COLUMNS.map(([name]) => `"${name}"`);

/** An agent that has started again tells a problem before it can say why: it is the one it explained. */
const EXPLANATION = `COALESCE(excluded.explanation, CASE
    WHEN "NodeCheck".state = excluded.state AND "NodeCheck".since = excluded.since
    THEN "NodeCheck".explanation END)`;

const newValueOf = (name: string) =>
  `${name} = ${name === '"explanation"' ? EXPLANATION : `excluded.${name}`}`;

const SAVE = `INSERT INTO "NodeCheck" ("nodeId", "check", ${NAMES.join(', ')}, "softSince", epoch, sequence)
  SELECT $1, told."check", ${NAMES.map((name) => `told.${name}`).join(', ')},
    CASE WHEN told."softState" IS NULL THEN NULL ELSE told."lastResultAt" END, $2, $3
  FROM jsonb_to_recordset($5::jsonb)
    AS told("check" text, ${COLUMNS.map(([name, type]) => `"${name}" ${type}`).join(', ')})
  WHERE NOT ${isUnlisted("'check'", 'told."check"')}
  ON CONFLICT ("nodeId", "check") DO UPDATE
  SET ${NAMES.map(newValueOf).join(', ')},
    "softSince" = CASE WHEN excluded."softAttempt" > "NodeCheck"."softAttempt"
      THEN "NodeCheck"."softSince" ELSE excluded."softSince" END,
    epoch = excluded.epoch, sequence = excluded.sequence
  WHERE ${isNewer({ epoch: '"NodeCheck".epoch', sequence: '"NodeCheck".sequence' })}`;
