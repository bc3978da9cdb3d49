import type { TimelineEntry } from '@/common/domain/timeline';
import { createMailbox } from './mailbox';

/** Something that a page or an agent may be waiting for. Small: who wants more asks for it. */
export type LiveEvent =
  | { readonly kind: 'node'; readonly nodeId: string }
  | { readonly kind: 'collectors'; readonly nodeId: string }
  | { readonly kind: 'desired'; readonly nodeId: string }
  | { readonly kind: 'timeline'; readonly entry: TimelineEntry };

export type LiveEventOf<Kind extends LiveEvent['kind']> = Extract<LiveEvent, { kind: Kind }>;

export type Bus = ReturnType<typeof createBus>;

/** What happens in this server, told to whoever listens now. */
export function createBus() {
  const listeners = new Set<(event: LiveEvent) => void>();

  return {
    publish(event: LiveEvent): void {
      for (const listener of listeners) listener(event);
    },

    get listenerCount(): number {
      return listeners.size;
    },

    /**
     * Events of one kind in batches, from this call on (not from the first `next`), until `signal`
     * ends or the reader does. A reader that is slow gets the newest event of each node only.
     * Whoever does something else before the first `next` takes it with `using`, lest a failure
     * there leave a listener behind.
     */
    follow<Kind extends LiveEvent['kind']>(
      kind: Kind,
      signal: AbortSignal | undefined,
    ): AsyncIterable<readonly LiveEventOf<Kind>[]> & Disposable {
      const mailbox = createMailbox<LiveEventOf<Kind>>(signal);
      const listener = (event: LiveEvent) => {
        if (event.kind === kind) mailbox.put(keyOf(event), event as LiveEventOf<Kind>);
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
  return event.kind === 'timeline' ? event.entry.id : event.nodeId;
}
