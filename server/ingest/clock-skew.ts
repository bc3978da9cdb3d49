import type { Clock } from '@/common/clock';
import { skewInWords } from '@/common/domain/attention';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { TimelineStore } from '../timeline/timeline-store';

export interface ClockSkewDeps {
  readonly database: Database;
  readonly entries: TimelineStore;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** What was measured at the session before; null for a node that never had one. */
export async function knownSkewMs(
  { database }: Pick<ClockSkewDeps, 'database'>,
  publicKey: Uint8Array,
): Promise<number | null> {
  const { rows } = await database.query<{ clockSkewMs: number | null }>(
    'SELECT "clockSkewMs" FROM "Node" WHERE "publicKey" = $1',
    [publicKey],
  );
  return rows[0]?.clockSkewMs ?? null;
}

/** Tells the timeline when the clock of a node is found wrong, and when it is right again. */
export async function tellSkew(
  { database, entries, bus, clock }: ClockSkewDeps,
  nodeId: string,
  { beforeMs, nowMs }: { readonly beforeMs: number | null; readonly nowMs: number },
): Promise<void> {
  const before = skewInWords(beforeMs);
  const now = skewInWords(nowMs);
  if (before === now) return;
  const text = now ?? 'its clock is right again';
  const entry = {
    atMs: clock.wallMs(),
    kind: 'node-clock',
    nodeId,
    actor: 'server',
    text,
  } as const;
  const told = await database.transaction((sql) => entries.add(sql, [entry]));
  for (const one of told) bus.publish({ kind: 'timeline', entry: one });
}
