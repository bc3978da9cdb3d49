import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { BODY_BYTES_MAX } from '../db/channel';
import type { Database } from '../db/database';
import type { TimelineStore } from '../timeline/timeline-store';
import type { Bus, LiveEvent } from './bus';
import { TimelineRelay } from './timeline-relay';

export interface SharedBusDeps {
  readonly bus: Bus;
  readonly database: Database;
  readonly entries: Pick<TimelineStore, 'find' | 'since'>;
  readonly log: Log;
}

export interface SharedBus {
  stop(): void;
}

const TOPIC = 'live';

const NODE_KINDS = ['node', 'collectors', 'desired', 'checks', 'groups', 'members'] as const;

/** Beyond this many nodes those who watch all of them have to wait for the next report. */
const NODES_MAX = 10_000;

/**
 * Makes the bus of this server one with those of the others on the same database. Events cross as
 * they are; of timeline entries only the ids do, and they are read back. When news may have been
 * missed, everybody who watches a node, a desired state or the timeline is told to look again.
 */
export async function shareBus({ bus, database, entries, log }: SharedBusDeps): Promise<SharedBus> {
  const { channel } = database;
  if (!channel.isShared) return { stop: () => undefined };
  const timeline = await TimelineRelay.start({ bus, database, entries, log });

  function hear(body: string): void {
    const told = JSON.parse(body) as Told;
    if (told.kind === 'timeline') timeline.hear(told.id);
    else bus.deliver(told);
  }

  async function lookAgain(): Promise<void> {
    bus.deliver({ kind: 'resync' });
    await timeline.lookAgain();
    const { rows } = await database.query<{ id: string }>('SELECT id FROM "Node" LIMIT $1', [
      NODES_MAX,
    ]);
    for (const { id: nodeId } of rows) {
      for (const kind of NODE_KINDS) bus.deliver({ kind, nodeId });
    }
  }

  const unfollow = channel.follow(TOPIC, {
    hear,
    missed: () => {
      lookAgain().catch((error: unknown) => {
        log.warn('news of other servers not looked up', { reason: messageOf(error) });
      });
    },
  });
  bus.forwardTo((event) => {
    if (event.kind === 'timeline') timeline.saw(event.entry.id);
    const body = JSON.stringify(toldOf(event));
    if (Buffer.byteLength(body) <= BODY_BYTES_MAX) channel.tell(TOPIC, body);
    else log.error('an event is too long for other servers', { kind: event.kind });
  });
  return {
    stop() {
      unfollow();
      bus.forwardTo(undefined);
    },
  };
}

type Told =
  | Exclude<LiveEvent, { readonly kind: 'timeline' }>
  | { readonly kind: 'timeline'; readonly id: string };

function toldOf(event: LiveEvent): Told {
  return event.kind === 'timeline' ? { kind: 'timeline', id: event.entry.id } : event;
}
