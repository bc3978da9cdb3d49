import type { Clock } from '@/common/clock';
import { STALE_AFTER_MS } from '@/common/domain/node';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import type { Claim } from '../jobs/claims';
import type { Bus } from '../live/bus';
import type { NewEntry, TimelineStore } from '../timeline/timeline-store';
import { markReturned, markSilent } from './silence-store';

export interface SilenceWatchDeps {
  readonly database: Database;
  readonly entries: TimelineStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  /** Only the server that holds it looks. */
  readonly claim: Claim;
}

export interface SilenceWatch {
  stop(): Promise<void>;
}

const ROUND_MS = 5_000;

/**
 * Tells the timeline and the pages when a node falls silent and when it is back. Nothing is told in
 * the first moments after a start: while the server was away nobody could report.
 */
export function startSilenceWatch(deps: SilenceWatchDeps): SilenceWatch {
  const { clock, log } = deps;
  let round = Promise.resolve();
  let stopped = false;
  let cancel = clock.after(STALE_AFTER_MS, look);

  function look(): void {
    round = (deps.claim.isHeld ? tellChanges(deps) : Promise.resolve())
      .catch((error: unknown) => log.warn('silence not told', { reason: messageOf(error) }))
      .then(() => {
        if (!stopped) cancel = clock.after(ROUND_MS, look);
      });
  }

  return {
    async stop() {
      stopped = true;
      cancel();
      await round;
    },
  };
}

async function tellChanges({
  database,
  entries,
  bus,
  clock,
  claim,
}: SilenceWatchDeps): Promise<void> {
  const now = new Date(clock.wallMs());
  const before = new Date(now.getTime() - STALE_AFTER_MS);
  const told = await database.transaction(async (sql) => {
    await claim.assertHeld(sql);
    const silent = (await markSilent(sql, before, now)).map(
      ({ id, lastReportMs }): NewEntry => ({
        ...about(id, now),
        kind: 'node-silent',
        text: `has not reported for ${seconds(now.getTime() - lastReportMs)}`,
      }),
    );
    const returned = (await markReturned(sql, before, now)).map(
      ({ id, silentMs }): NewEntry => ({
        ...about(id, now),
        kind: 'node-returned',
        text: `reports again, after ${seconds(silentMs + STALE_AFTER_MS)}`,
      }),
    );
    return entries.add(sql, [...silent, ...returned]);
  });
  for (const entry of told) {
    bus.publish({ kind: 'timeline', entry });
    if (entry.nodeId !== null) bus.publish({ kind: 'node', nodeId: entry.nodeId });
  }
}

function about(nodeId: string, now: Date) {
  return { nodeId, atMs: now.getTime(), actor: 'server' };
}

function seconds(durationMs: number): string {
  const whole = Math.round(durationMs / 1_000);
  return whole < 120 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
