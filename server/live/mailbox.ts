/**
 * What a slow reader has not fetched yet: the newest message of each key, so that memory is bounded
 * by the number of keys and nobody reads old news first.
 */
export interface Mailbox<Message> {
  put(key: string, message: Message): void;
  /** Everything that came since the last call, oldest key first; waits for the first message. */
  take(): Promise<readonly Message[]>;
}

/** @param signal ends the waiting: `take` then gives nothing, at once and for ever. */
export function createMailbox<Message>(
  signal: AbortSignal | undefined,
  keysMax = 10_000,
): Mailbox<Message> {
  const waiting = new Map<string, Message>();
  let wake: (() => void) | undefined;
  signal?.addEventListener('abort', () => wake?.(), { once: true });

  return {
    put(key, message) {
      if (!waiting.has(key) && waiting.size >= keysMax) {
        const oldest = waiting.keys().next();
        if (!oldest.done) waiting.delete(oldest.value);
      }
      waiting.set(key, message);
      wake?.();
    },
    async take() {
      if (waiting.size === 0 && signal?.aborted !== true) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      if (signal?.aborted === true) return [];
      const messages = [...waiting.values()];
      waiting.clear();
      return messages;
    },
  };
}
