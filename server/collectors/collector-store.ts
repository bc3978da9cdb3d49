import { type CollectorStatus, collectorStatus } from '@/common/domain/collector';
import type { FactValue } from '@/common/domain/fact';
import type { CollectorView } from '@/common/domain/node';
import type { Database, Sql } from '../db/database';
import { isNewer, type Origin, placeOf } from '../ingest/report-origin';

export interface NewFacts {
  readonly collector: string;
  /** JSON text, checked to be JSON; empty for none. */
  readonly json: string;
}

export type CollectorStore = ReturnType<typeof createCollectorStore>;

/** What the collectors of each node last said. */
export function createCollectorStore({ prisma }: Database) {
  return {
    /** What is older than what is here stays out. */
    async saveStatuses(
      sql: Sql,
      origin: Origin,
      statuses: readonly CollectorStatus[],
    ): Promise<void> {
      if (statuses.length === 0) return;
      await sql.query(
        `INSERT INTO "NodeCollector" ("nodeId", collector, status, state, "statusAt",
           "statusEpoch", "statusSequence")
         SELECT $1, value->>'collector', value, value->>'state', $5, $2, $3
         FROM jsonb_array_elements($6::jsonb)
         ON CONFLICT ("nodeId", collector) DO UPDATE
         SET status = excluded.status, state = excluded.state, "statusAt" = excluded."statusAt",
           "statusEpoch" = excluded."statusEpoch", "statusSequence" = excluded."statusSequence"
         WHERE ${isNewerThan('status')}`,
        [...placeOf(origin), new Date(origin.atMs), JSON.stringify(lastOfEach(statuses))],
      );
    },

    /**
     * Facts of a collector whose first status is still to come wait in a row that is pending.
     * @returns those that were taken: the others are older than what is here.
     */
    async saveFacts(
      sql: Sql,
      origin: Origin,
      facts: readonly NewFacts[],
    ): Promise<readonly NewFacts[]> {
      const taken: NewFacts[] = [];
      for (const { collector, json } of facts) {
        const { affected } = await sql.query(
          `INSERT INTO "NodeCollector" ("nodeId", collector, status, state, "statusAt",
             facts, "factsAt", "factsEpoch", "factsSequence")
           VALUES ($1, $6, '{}', 'pending', 'epoch', $7::jsonb, $5, $2, $3)
           ON CONFLICT ("nodeId", collector) DO UPDATE
           SET facts = excluded.facts, "factsAt" = excluded."factsAt",
             "factsEpoch" = excluded."factsEpoch", "factsSequence" = excluded."factsSequence"
           WHERE ${isNewerThan('facts')}`,
          [...placeOf(origin), new Date(origin.atMs), collector, json === '' ? null : json],
        );
        if (affected > 0) taken.push({ collector, json });
      }
      return taken;
    },

    async list(nodeId: string): Promise<CollectorView[]> {
      const rows = await prisma.nodeCollector.findMany({
        where: { nodeId },
        orderBy: { collector: 'asc' },
      });
      return rows.flatMap(({ status, facts }) => {
        const parsed = collectorStatus.safeParse(status);
        return parsed.success ? [{ ...parsed.data, facts: (facts ?? null) as FactValue }] : [];
      });
    },
  };
}

function isNewerThan(part: 'status' | 'facts'): string {
  return isNewer({
    epoch: `"NodeCollector"."${part}Epoch"`,
    sequence: `"NodeCollector"."${part}Sequence"`,
  });
}

/** One statement may not touch a row twice; the last word of a report counts. */
function lastOfEach(statuses: readonly CollectorStatus[]): readonly CollectorStatus[] {
  return [...new Map(statuses.map((status) => [status.collector, status])).values()];
}
