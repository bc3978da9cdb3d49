import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import type { TimelineStore } from '../timeline/timeline-store';
import type { Bus } from './bus';

export interface TimelineRelayDeps {
  readonly bus: Bus;
  readonly database: Database;
  readonly entries: Pick<TimelineStore, 'find' | 'since'>;
  readonly log: Log;
}

/** Ids that are remembered, so that nothing is told twice; what is older was told long ago. */
const SEEN_MAX = 2_000;
const MISSED_MAX = 1_000;

/** Brings timeline entries that other servers wrote to this server's bus, each once. */
export class TimelineRelay {
  readonly #deps: TimelineRelayDeps;
  readonly #seen = new Set<string>();
  /** Entries up to it were told before anything is remembered. */
  #floor: string;
  #told: string[] = [];
  #reading: Promise<void> | undefined;

  static async start(deps: TimelineRelayDeps): Promise<TimelineRelay> {
    const { rows } = await deps.database.query<{ last: bigint | null }>(
      'SELECT max(id) AS last FROM "TimelineEntry"',
    );
    return new TimelineRelay(deps, String(rows[0]?.last ?? 0));
  }

  private constructor(deps: TimelineRelayDeps, floor: string) {
    this.#deps = deps;
    this.#floor = floor;
  }

  /** An entry that was published here. */
  saw(id: string): void {
    this.#seen.add(id);
    if (this.#seen.size <= SEEN_MAX) return;
    const [oldest = this.#floor] = this.#seen;
    this.#seen.delete(oldest);
    if (BigInt(oldest) > BigInt(this.#floor)) this.#floor = oldest;
  }

  /** An entry that was published on another server. */
  hear(id: string): void {
    this.#told.push(id);
    this.#reading ??= this.#readTold().finally(() => {
      this.#reading = undefined;
    });
  }

  /** Publishes what was written meanwhile. */
  async lookAgain(): Promise<void> {
    this.#deliver(await this.#deps.entries.since(this.#floor, undefined, MISSED_MAX));
  }

  async #readTold(): Promise<void> {
    const { entries, log } = this.#deps;
    while (this.#told.length > 0) {
      const ids = this.#told.splice(0, MISSED_MAX);
      try {
        this.#deliver(await entries.find(ids));
      } catch (error) {
        log.warn('timeline of other servers not read', { reason: messageOf(error) });
      }
    }
  }

  #deliver(found: Awaited<ReturnType<TimelineStore['find']>>): void {
    for (const entry of found) {
      if (this.#seen.has(entry.id)) continue;
      this.saw(entry.id);
      this.#deps.bus.deliver({ kind: 'timeline', entry });
    }
  }
}
