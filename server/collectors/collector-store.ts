import { type CollectorStatus, collectorStatus } from '@/common/domain/collector';
import type { FactValue } from '@/common/domain/fact';
import type { CollectorView } from '@/common/domain/node';
import type { Database, Sql } from '../db/database';

/** The report that something came in, and with it whether it is newer than what is here. */
export interface Origin {
  readonly nodeId: string;
  /** The agent's time: shown, and never compared, since somebody may set that clock back. */
  readonly atMs: number;
  readonly epoch: string;
  readonly sequence: number;
  /** The run of the agent that speaks now: newer than any other, whatever its name says. */
  readonly currentEpoch: string;
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
      origin: Origin,
      statuses: readonly CollectorStatus[],
    ): Promise<void> {
      if (statuses.length === 0) return;
      await sql.query(
        `INSERT INTO "NodeCollector" ("nodeId", collector, status, state, "statusAt",
           "statusEpoch", "statusSequence")
         SELECT $1, value->>'collector', value, value->>'state', $2, $3, $4
         FROM jsonb_array_elements($6::jsonb)
         ON CONFLICT ("nodeId", collector) DO UPDATE
         SET status = excluded.status, state = excluded.state, "statusAt" = excluded."statusAt",
           "statusEpoch" = excluded."statusEpoch", "statusSequence" = excluded."statusSequence"
         WHERE ${isNewer('status')}`,
        [...placeOf(origin), JSON.stringify(lastOfEach(statuses))],
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
           VALUES ($1, $6, '{}', 'pending', 'epoch', $7::jsonb, $2, $3, $4)
           ON CONFLICT ("nodeId", collector) DO UPDATE
           SET facts = excluded.facts, "factsAt" = excluded."factsAt",
             "factsEpoch" = excluded."factsEpoch", "factsSequence" = excluded."factsSequence"
           WHERE ${isNewer('facts')}`,
          [...placeOf(origin), collector, json === '' ? null : json],
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

/** `$1` to `$5` of both statements. */
function placeOf({ nodeId, atMs, epoch, sequence, currentEpoch }: Origin) {
  return [nodeId, new Date(atMs), epoch, sequence, currentEpoch] as const;
}

/**
 * Whether what comes in (`$3`, `$4`) is newer than the row: by number within one run of the agent,
 * the run that speaks now (`$5`) before all others, and these by their names, which sort by age.
 */
function isNewer(part: 'status' | 'facts'): string {
  const epoch = `"NodeCollector"."${part}Epoch"`;
  return `CASE
    WHEN ${epoch} = $3 THEN "NodeCollector"."${part}Sequence" < $4
    WHEN ${epoch} = $5 THEN false
    ELSE $3 = $5 OR ${epoch} < $3
  END`;
}

/** One statement may not touch a row twice; the last word of a report counts. */
function lastOfEach(statuses: readonly CollectorStatus[]): readonly CollectorStatus[] {
  return [...new Map(statuses.map((status) => [status.collector, status])).values()];
}
