import type { Clock } from '@/common/clock';
import type { TimelineEntry, TimelineKind } from '@/common/domain/timeline';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { TimelineQuery, TimelineStore } from './timeline-store';

export interface TimelineServiceDeps {
  readonly database: Database;
  readonly entries: TimelineStore;
  readonly bus: Bus;
  readonly clock: Clock;
}

export type TimelineService = ReturnType<typeof createTimelineService>;

/** Entries that are read at once for a page that comes back. */
const MISSED_AT_ONCE = 500;

export function createTimelineService({ database, entries, bus, clock }: TimelineServiceDeps) {
  async function* missedSince(
    lastId: string | null,
    nodeId: string | undefined,
  ): AsyncGenerator<TimelineEntry> {
    let after = lastId !== null && /^\d{1,18}$/.test(lastId) ? lastId : undefined;
    while (after !== undefined) {
      const missed = await entries.since(after, nodeId, MISSED_AT_ONCE);
      yield* missed;
      after = missed.length < MISSED_AT_ONCE ? undefined : missed.at(-1)?.id;
    }
  }

  return {
    list: (query: TimelineQuery) => entries.list(query),

    /** Writes down what the server itself saw or somebody did, and tells the pages. */
    async record(entry: {
      readonly kind: TimelineKind;
      readonly nodeId: string | null;
      readonly actor: string;
      readonly text: string;
    }): Promise<void> {
      const added = await database.transaction((sql) =>
        entries.add(sql, [{ ...entry, atMs: clock.wallMs() }]),
      );
      for (const written of added) bus.publish({ kind: 'timeline', entry: written });
    },

    /**
     * Entries from now on; first those that were written after `lastId`, if one is given.
     * @param lastId as `TimelineEntry.id`; anything else is taken as none.
     */
    async *watch(
      nodeId: string | undefined,
      lastId: string | null,
      signal: AbortSignal | undefined,
    ): AsyncIterable<TimelineEntry> {
      using arriving = bus.follow('timeline', signal);
      const sent = new Set<string>();
      for await (const entry of missedSince(lastId, nodeId)) {
        sent.add(entry.id);
        yield entry;
      }
      const isNew = (entry: TimelineEntry) =>
        (nodeId === undefined || entry.nodeId === nodeId) && !sent.has(entry.id);
      for await (const events of arriving) {
        yield* events.map(({ entry }) => entry).filter(isNew);
      }
    },
  };
}
