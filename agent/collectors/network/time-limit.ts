import { setMaxListeners } from 'node:events';

/**
 * Ends with the run or after so long: sooner than the run is abandoned, so that a service which
 * hangs is told as such, and not as a collector that does.
 *
 * `AbortSignal.any` would lose the limit: Node 20 holds the signals that it is made of weakly, and
 * when one of them is collected nobody is told that its time was up.
 */
export function timeLimit(signal: AbortSignal, limitMs: number): AbortSignal {
  const controller = new AbortController();
  // As many as there are questions under way, which who asks them bounds.
  setMaxListeners(0, signal, controller.signal);
  const giveUp = () => controller.abort();
  AbortSignal.timeout(limitMs).addEventListener('abort', giveUp, { once: true });
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  return controller.signal;
}
