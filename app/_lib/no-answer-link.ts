import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '@/server/trpc/app-router';
import { NO_ANSWER } from './auth-request';

/**
 * Gives a call that the server did not answer a sentence of ours. Browsers say `Failed to fetch`,
 * and of a proxy's error page that it is no JSON; pages show the message of an error as it is.
 */
export const noAnswerLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        error: (error) => observer.error(isAnswer(error) ? error : noAnswer(error)),
        complete: () => observer.complete(),
      }),
    );

/** What the server says of an error has a shape of its own. A call that was given up is none. */
function isAnswer({ shape, cause }: TRPCClientError<AppRouter>): boolean {
  return shape !== undefined || cause?.name === 'AbortError';
}

function noAnswer(cause: TRPCClientError<AppRouter>): TRPCClientError<AppRouter> {
  return new TRPCClientError(NO_ANSWER, { cause });
}
