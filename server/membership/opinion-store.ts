import { MEMBER_STATES, type MemberState } from '@/common/domain/member';
import type { Database, Sql } from '../db/database';
import { isLiveSql } from '../nodes/standing-sql';

/** A node whose peers may know better than its last report. */
export interface Doubted {
  readonly id: string;
  /** Its own, as it last told; empty where it never did. */
  readonly zone: string;
  readonly lastReportMs: number;
  readonly state: MemberState | '';
  readonly confirmedMs: number | null;
}

/** What a node that reports holds of another. */
export interface Opinion {
  readonly subject: string;
  readonly witness: string;
  readonly zone: string;
  readonly state: MemberState;
}

export type OpinionStore = ReturnType<typeof createOpinionStore>;

/** What nodes tell of one another, in PostgreSQL. */
export function createOpinionStore(database: Database) {
  return {
    /**
     * Nodes that have been silent since `silentSince`, that somebody who reports does not hold for
     * alive, or of which something is noted.
     */
    async doubted(silentSince: Date, staleBefore: Date): Promise<readonly Doubted[]> {
      const { rows } = await database.query<DoubtedRow>(DOUBTED, [staleBefore, silentSince]);
      return rows.map(({ lastReportAt, peerConfirmedAt, state, ...row }) => ({
        ...row,
        state: MEMBER_STATES.find((one) => one === state) ?? '',
        lastReportMs: lastReportAt.getTime(),
        confirmedMs: peerConfirmedAt?.getTime() ?? null,
      }));
    },

    /** Who reports and knows one of them: not alive by its list, alive where it reached it itself. */
    async opinions(subjects: readonly string[], staleBefore: Date): Promise<readonly Opinion[]> {
      if (subjects.length === 0) return [];
      const { rows } = await database.query<Opinion>(OPINIONS, [staleBefore, [...subjects]]);
      return rows;
    },

    /** @returns false when the node has reported since it was judged */
    async note(sql: Sql, { id, lastReportMs }: Doubted, found: Noted): Promise<boolean> {
      const { affected } = await sql.query(
        `UPDATE "Node" SET "peerState" = $2, "peerConfirmedAt" = $3
         WHERE id = $1 AND ($3::timestamptz IS NULL OR "lastReportAt" = $4)`,
        [id, found.state, found.confirmedAt, new Date(lastReportMs)],
      );
      return affected === 1;
    },
  };
}

export interface Noted {
  readonly state: MemberState | '';
  readonly confirmedAt: Date | null;
}

interface DoubtedRow extends Pick<Doubted, 'id' | 'zone'> {
  readonly state: string;
  readonly lastReportAt: Date;
  readonly peerConfirmedAt: Date | null;
}

/** Lists of nodes that report; `$1` is the time before which a last report is too old. */
const LISTS = `SELECT doc."nodeId", doc.json
  FROM "NodeDocument" doc JOIN "Node" witness ON witness.id = doc."nodeId"
  WHERE doc.kind = 'membership' AND doc.key = '' AND doc.json ->> 'gossip' = 'on'
    AND ${isLiveSql({ node: 'witness', staleBefore: '$1' })}`;

/** Whom a list does not hold for alive. */
const HELD = `jsonb_each(list.json -> 'states') AS told(state, ids), jsonb_array_elements_text(told.ids) AS id`;

const DOUBTED = `WITH list AS MATERIALIZED (${LISTS}), gone AS (
    SELECT DISTINCT id FROM list, ${HELD}
  )
  SELECT node.id, coalesce(own.json ->> 'zone', '') AS zone, node."lastReportAt",
    node."peerState" AS state, node."peerConfirmedAt"
  FROM "Node" node
  LEFT JOIN "NodeDocument" own
    ON own."nodeId" = node.id AND own.kind = 'membership' AND own.key = ''
  WHERE node.admission = 'active' AND node."lastReportAt" IS NOT NULL
    AND (node."lastReportAt" < $2 OR node."peerState" <> '' OR node.id IN (SELECT id FROM gone))`;

const OPINIONS = `WITH list AS MATERIALIZED (${LISTS}), gone AS (
    SELECT id AS subject, list."nodeId" AS witness, list.json ->> 'zone' AS zone, state
    FROM list, ${HELD} WHERE id = ANY($2) AND id <> list."nodeId"
  )
  SELECT * FROM gone
  UNION ALL
  SELECT reached.id, list."nodeId", list.json ->> 'zone', 'alive'
  FROM list JOIN "NodeDocument" trips
    ON trips."nodeId" = list."nodeId" AND trips.kind = 'round-trips' AND trips.key = '',
    jsonb_object_keys(trips.json -> 'ms') AS reached(id)
  WHERE reached.id = ANY($2) AND reached.id <> list."nodeId" AND NOT EXISTS (
    SELECT FROM gone WHERE gone.witness = list."nodeId" AND gone.subject = reached.id)`;
