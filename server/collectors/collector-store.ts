import { type CollectorStatus, collectorStatus } from '@/common/domain/collector';
import type { FactValue } from '@/common/domain/fact';
import type { CollectorView } from '@/common/domain/node';
import type { Database, Sql } from '../db/database';

/** The report that something came in. */
export interface Origin {
  readonly nodeId: string;
  /** The agent's time. */
  readonly atMs: number;
  /** The last that this node sent: it holds even if the node's clock went back since. */
  readonly isNewest: boolean;
}

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
      { nodeId, atMs, isNewest }: Origin,
      statuses: readonly CollectorStatus[],
    ): Promise<void> {
      if (statuses.length === 0) return;
      await sql.query(
        `INSERT INTO "NodeCollector" ("nodeId", collector, status, state, "statusAt")
         SELECT $1, value->>'collector', value, value->>'state', $2
         FROM jsonb_array_elements($3::jsonb)
         ON CONFLICT ("nodeId", collector) DO UPDATE
         SET status = excluded.status, state = excluded.state, "statusAt" = excluded."statusAt"
         WHERE $4 OR "NodeCollector"."statusAt" <= excluded."statusAt"`,
        [nodeId, new Date(atMs), JSON.stringify(lastOfEach(statuses)), isNewest],
      );
    },

    /**
     * Facts of a collector whose first status is still to come wait in a row that is pending.
     * @returns those that were taken: the others are older than what is here.
     */
    async saveFacts(
      sql: Sql,
      { nodeId, atMs, isNewest }: Origin,
      facts: readonly NewFacts[],
    ): Promise<readonly NewFacts[]> {
      const taken: NewFacts[] = [];
      for (const { collector, json } of facts) {
        const { affected } = await sql.query(
          `INSERT INTO "NodeCollector" ("nodeId", collector, status, state, "statusAt", facts, "factsAt")
           VALUES ($1, $2, '{}', 'pending', 'epoch', $3::jsonb, $4)
           ON CONFLICT ("nodeId", collector) DO UPDATE
           SET facts = excluded.facts, "factsAt" = excluded."factsAt"
           WHERE $5 OR coalesce("NodeCollector"."factsAt", 'epoch') <= excluded."factsAt"`,
          [nodeId, collector, json === '' ? null : json, new Date(atMs), isNewest],
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

/** One statement may not touch a row twice; the last word of a report counts. */
function lastOfEach(statuses: readonly CollectorStatus[]): readonly CollectorStatus[] {
  return [...new Map(statuses.map((status) => [status.collector, status])).values()];
}
