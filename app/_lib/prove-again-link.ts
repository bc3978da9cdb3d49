import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';
import type { AppRouter } from '@/server/trpc/app-router';

/**
 * Repeats a call that the server refused until its person gives the password again, once that was
 * done: whoever called never hears of it, and what was typed stays where it is.
 * @param askForProof resolves with whether it was given
 */
export function proveAgainLink(askForProof: () => Promise<boolean>): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let ended = false;
        async function repeat(refused: TRPCClientError<AppRouter>): Promise<void> {
          const given = await askForProof();
          if (ended) return;
          if (given) running = next(op).subscribe(observer);
          else observer.error(refused);
        }
        let running: Unsubscribable = next(op).subscribe({
          next: (value) => observer.next(value),
          error: (error) => (needsProof(error) ? void repeat(error) : observer.error(error)),
          complete: () => observer.complete(),
        });
        return () => {
          ended = true;
          running.unsubscribe();
        };
      });
}

/** The server's word for it stands beside the message, which is for people. */
function needsProof(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const data: unknown = error.data;
  return (
    typeof data === 'object' && data !== null && 'reason' in data && data.reason === 'prove-again'
  );
}
