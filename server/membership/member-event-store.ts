import type { NameOf } from '@/common/domain/accusation-words';
import type { Accusation, MemberChange } from '@/common/domain/member';
import type { TimelineEntry } from '@/common/domain/timeline';
import type { Database, Sql } from '../db/database';
import { CLUSTER_SUBJECT, type TimelineStore } from '../timeline/timeline-store';
import { memberEntry } from './member-entry';

/** How long it is known what happened in the cluster. */
export const MEMBER_EVENTS_KEPT_MS = 90 * 86_400_000;

/** What of it was new, or became known by more witnesses, as a line of the timeline. */
export type RecordMemberChanges = (
  sql: Sql,
  witnessId: string,
  changes: readonly MemberChange[],
) => Promise<readonly TimelineEntry[]>;

/**
 * Takes down what members tell of one another, each change once: by its subject, the incarnation in
 * which it happened, and what it was. Who tells the same later is added as a witness.
 */
export function createMemberRecorder(
  entries: Pick<TimelineStore, 'add' | 'reword'>,
): RecordMemberChanges {
  return async (sql, witnessId, changes) => {
    if (changes.length === 0) return [];
    const { rows } = await sql.query<Recorded>(RECORD, [
      witnessId,
      JSON.stringify(changes.map((change, place) => rowOf(change, place))),
    ]);
    const shown = rows.flatMap((row) => {
      const entry = memberEntry(row);
      return entry === undefined ? [] : [{ row, entry }];
    });
    if (shown.length === 0) return [];
    const { nameOf, isNode } = await namesOf(sql, rows);
    const said = shown.map(({ row, entry }) => ({
      row,
      kind: entry.kind,
      nodeId: isNode(row.subjectId) ? row.subjectId : null,
      text: entry.text(nameOf, isNode(row.subjectId)),
    }));
    const fresh = said.filter(({ row }) => row.timelineId === null);
    const added = await entries.add(
      sql,
      fresh.map(({ row, kind, nodeId, text }) => {
        return {
          atMs: row.at.getTime(),
          kind,
          nodeId,
          actor: 'agent',
          text,
          subject: CLUSTER_SUBJECT,
        };
      }),
    );
    await link(
      sql,
      fresh.map(({ row }) => row.id),
      added.map(({ id }) => id),
    );
    const known = said.filter(({ row }) => row.timelineId !== null);
    const reworded = await entries.reword(
      sql,
      known.map(({ row, text }) => ({ id: String(row.timelineId), text })),
    );
    return [...added, ...reworded];
  };
}

/** A line of the table, after it was written. */
export interface Recorded {
  readonly id: bigint;
  readonly subjectId: string;
  readonly name: string;
  readonly zone: string;
  readonly change: MemberChange['change'];
  readonly at: Date;
  readonly detail: string;
  readonly accusations: readonly Accusation[];
  readonly timelineId: bigint | null;
}

function rowOf({ id, accusations, atMs, ...change }: MemberChange, place: number) {
  return { ...change, place, subjectId: id, accusations, at: new Date(atMs).toISOString() };
}

async function link(sql: Sql, ids: readonly bigint[], timelineIds: readonly string[]) {
  await sql.query(
    `UPDATE "MemberEvent" event SET "timelineId" = told.entry
     FROM unnest($1::int8[], $2::int8[]) AS told(id, entry) WHERE event.id = told.id`,
    [[...ids], timelineIds.map(BigInt)],
  );
}

/** What the members are called that are nodes here. */
async function namesOf(sql: Sql, rows: readonly Recorded[]) {
  const ids = rows.flatMap(({ subjectId, accusations }) => [
    subjectId,
    ...accusations.flatMap(({ accuser, helpers }) => [accuser, ...helpers]),
  ]);
  const found = await sql.query<{ id: string; name: string }>(
    'SELECT id, name FROM "Node" WHERE id = ANY($1)',
    [[...new Set(ids)]],
  );
  const names = new Map(found.rows.map(({ id, name }) => [id, name]));
  const nameOf: NameOf = (id) => names.get(id) ?? id.slice(0, 8);
  return { nameOf, isNode: (id: string) => names.has(id) };
}

const WITNESSES_MAX = 16;

/**
 * Whoever starts sees everybody join, and after a cut everybody return: what is known to be there
 * already is passed over. Of one change several accusers are put together, each once.
 */
const RECORD = `
  INSERT INTO "MemberEvent" AS event ("subjectId", name, zone, change, incarnation, at, detail,
    accusations, witnesses)
  SELECT "subjectId", name, zone, change, incarnation, at, detail, accusations, ARRAY[$1]
  FROM (
    SELECT DISTINCT ON ("subjectId", incarnation, change) *
    FROM jsonb_to_recordset($2::jsonb) AS told(place int4, "subjectId" text, name text, zone text,
      change text, incarnation int8, at timestamptz, detail text, accusations jsonb)
    ORDER BY "subjectId", incarnation, change, place
  ) told
  WHERE change NOT IN ('joined', 'returned') OR coalesce((
    SELECT before.change IN ('died', 'left', 'forgotten') FROM "MemberEvent" before
    WHERE before."subjectId" = told."subjectId"
      AND before.change IN ('joined', 'returned', 'died', 'left', 'forgotten')
    ORDER BY before.id DESC LIMIT 1), told.change = 'joined')
  ORDER BY place
  ON CONFLICT ("subjectId", incarnation, change) DO UPDATE
  SET witnesses = event.witnesses || excluded.witnesses, accusations = (
    SELECT coalesce(jsonb_agg(one ORDER BY one -> 'atMs'), '[]') FROM (
      SELECT DISTINCT ON (one ->> 'accuser') one
      FROM jsonb_array_elements(event.accusations || excluded.accusations) AS one LIMIT 8
    ) AS each)
  WHERE cardinality(event.witnesses) < ${WITNESSES_MAX}
    AND NOT event.witnesses @> excluded.witnesses
  RETURNING id, "subjectId", name, zone, change, at, detail, accusations, "timelineId"`;

/** Deletes what happened before; for a chore that runs now and then. */
export async function expireMemberEvents(database: Database, beforeMs: number): Promise<void> {
  await database.query('DELETE FROM "MemberEvent" WHERE at < $1', [new Date(beforeMs)]);
}
