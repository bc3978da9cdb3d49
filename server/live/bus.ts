import type { EnrolmentChange } from '@/common/domain/enrolment';
import type { TimelineEntry } from '@/common/domain/timeline';
import { createMailbox } from './mailbox';

/** Something that a page or an agent may be waiting for. Small: who wants more asks for it. */
export type LiveEvent =
  | { readonly kind: 'node'; readonly nodeId: string }
  | { readonly kind: 'collectors'; readonly nodeId: string }
  | { readonly kind: 'desired'; readonly nodeId: string }
  /** What agents are told of zones; of one, or of all where it is empty. */
  | { readonly kind: 'zones'; readonly nodeId: string }
  /** How checks stand, what happened to them, or what defines them: packs too. */
  | { readonly kind: 'checks'; readonly nodeId: string }
  /** An agent is asked, by a server that it is not connected to. */
  | { readonly kind: 'question'; readonly nodeId: string; readonly id: string }
  /** Its question was taken to the agent, or answered. */
  | {
      readonly kind: 'answer';
      readonly nodeId: string;
      readonly id: string;
      readonly isTaken: boolean;
    }
  /** The groups of a node, what detects them, or its roles. */
  | { readonly kind: 'groups'; readonly nodeId: string }
  /** What a node tells of the cluster: its members, what happened to them, how far they are. */
  | { readonly kind: 'members'; readonly nodeId: string }
  /** Somebody's rights ended or changed: of a person, of one session, or of one token. */
  | {
      readonly kind: 'access';
      readonly userId?: string;
      readonly sessionId?: string;
      readonly tokenId?: string;
    }
  /** News of other servers may have been missed: whoever relies on them looks for himself. */
  | { readonly kind: 'resync' }
  /** Sessions of a node end, all but the holder's; empty for all. */
  | {
      readonly kind: 'agent-session';
      readonly nodeId: string;
      readonly holder: string;
      readonly reason: string;
    }
  /** A machine came to the door, or what stands there was decided about. */
  | {
      readonly kind: 'enrolment';
      readonly what: EnrolmentChange;
      readonly nodeId: string;
      readonly name: string;
      readonly tokenId: string;
    }
  | { readonly kind: 'timeline'; readonly entry: TimelineEntry };

export type LiveEventOf<Kind extends LiveEvent['kind']> = Extract<LiveEvent, { kind: Kind }>;

export type Bus = ReturnType<typeof createBus>;

/** What happens, told to whoever listens now. */
export function createBus() {
  const listeners = new Set<(event: LiveEvent) => void>();
  let forward: ((event: LiveEvent) => void) | undefined;

  function deliver(event: LiveEvent): void {
    for (const listener of listeners) listener(event);
  }

  return {
    /** Tells who listens here, and on the other servers. */
    publish(event: LiveEvent): void {
      deliver(event);
      forward?.(event);
    },

    /** Tells who listens here: another server has published it. */
    deliver,

    /** Where published events go beside this server, see `shareBus`. */
    forwardTo(next: ((event: LiveEvent) => void) | undefined): void {
      forward = next;
    },

    get listenerCount(): number {
      return listeners.size;
    },

    /**
     * Events of one kind, or of some, in batches, from this call on (not from the first `next`), until `signal`
     * ends or the reader does. A reader that is slow gets the newest event of each node only.
     * Whoever does something else before the first `next` takes it with `using`, lest a failure
     * there leave a listener behind.
     */
    follow<Kind extends LiveEvent['kind']>(
      kinds: Kind | readonly Kind[],
      signal: AbortSignal | undefined,
    ): AsyncIterable<readonly LiveEventOf<Kind>[]> & Disposable {
      const mailbox = createMailbox<LiveEventOf<Kind>>(signal);
      const wanted = new Set<LiveEvent['kind']>([kinds].flat());
      const listener = (event: LiveEvent) => {
        if (wanted.has(event.kind)) mailbox.put(keyOf(event), event as LiveEventOf<Kind>);
      };
      listeners.add(listener);
      const leave = () => listeners.delete(listener);
      signal?.addEventListener('abort', leave, { once: true });
      const batches = (async function* () {
        try {
          for (;;) {
            const events = await mailbox.take();
            if (signal?.aborted === true) return;
            yield events;
          }
        } finally {
          leave();
        }
      })();
      return Object.assign(batches, { [Symbol.dispose]: () => void leave() });
    },
  };
}

function keyOf(event: LiveEvent): string {
  if (event.kind === 'timeline') return event.entry.id;
  if (event.kind === 'resync') return '';
  if (event.kind === 'enrolment') return `${event.nodeId} ${event.tokenId} ${event.what}`;
  if (event.kind === 'question') return event.id;
  if (event.kind === 'answer') return `${event.id} ${event.isTaken}`;
  if (event.kind !== 'access') return event.nodeId;
  return `${event.userId ?? ''} ${event.sessionId ?? ''} ${event.tokenId ?? ''}`;
}
