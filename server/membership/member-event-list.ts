import { z } from 'zod';
import { accusation, type MemberChange } from '@/common/domain/member';
import type { MemberEventView } from '@/common/domain/membership-view';
import type { Sql } from '../db/database';

interface Wanted {
  readonly nodeId?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What happened in the cluster, newest first, in the order in which it became known. */
export async function listMemberEvents(
  sql: Sql,
  { nodeId, before, limit }: Wanted,
): Promise<readonly MemberEventView[]> {
  const { rows } = await sql.query<Row>(
    `SELECT event.id, event."subjectId", event.name, event.zone, event.change, event.incarnation,
       event.at, event.detail, event.accusations,
       ARRAY(SELECT coalesce(node.name, left(witness, 8))
         FROM unnest(event.witnesses) WITH ORDINALITY AS told(witness, place)
         LEFT JOIN "Node" node ON node.id = witness ORDER BY place) AS witnesses
     FROM "MemberEvent" event
     WHERE ($1::text IS NULL OR event."subjectId" = $1) AND ($2::int8 IS NULL OR event.id < $2)
     ORDER BY event.id DESC LIMIT $3`,
    [nodeId ?? null, before === undefined ? null : BigInt(before), limit],
  );
  return rows.map(viewOf);
}

interface Row {
  readonly id: bigint;
  readonly subjectId: string;
  readonly name: string;
  readonly zone: string;
  readonly change: MemberChange['change'];
  readonly incarnation: bigint;
  readonly at: Date;
  readonly detail: string;
  readonly accusations: unknown;
  readonly witnesses: readonly string[];
}

const accusations = z.array(accusation).catch([]);

function viewOf({ id, subjectId, at, incarnation, ...row }: Row): MemberEventView {
  return {
    ...row,
    eventId: String(id),
    nodeId: subjectId,
    atMs: at.getTime(),
    incarnation: Number(incarnation),
    accusations: accusations.parse(row.accusations),
  };
}
