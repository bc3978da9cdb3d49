import { OpsbroError } from './opsbro-error';

/** What waits for a script that is slower than what arrives. */
const WAITING_MAX = 10_000;

/** What arrives, until it is asked for. */
export function createEventQueue() {
  const waiting: unknown[] = [];
  let end: { readonly error: OpsbroError | undefined } | undefined;
  let wake: () => void = () => undefined;

  function finish(error: OpsbroError | undefined): void {
    end ??= { error };
    wake();
  }

  return {
    put(item: unknown): void {
      if (waiting.length >= WAITING_MAX) {
        finish(new OpsbroError('TOO_SLOW', `${WAITING_MAX} events wait: the script is too slow.`));
      } else waiting.push(item);
      wake();
    },
    fail: (error: OpsbroError) => finish(error),
    end: () => finish(undefined),
    async *items(): AsyncGenerator<unknown> {
      for (;;) {
        yield* waiting.splice(0);
        if (waiting.length > 0) continue;
        if (end?.error !== undefined) throw end.error;
        if (end !== undefined) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
