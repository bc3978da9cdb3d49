import type { TRPCLink } from '@trpc/client';
import { tap } from '@trpc/server/observable';
import type { AppRouter } from '@/server/trpc/app-router';
import { isSignedOut } from './query-client';

/** Tells when the server no longer knows who asks, whatever was asked and by whom. */
export function signedOutLink(onSignedOut: () => void): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      next(op).pipe(
        tap({
          error(error) {
            if (isSignedOut(error)) onSignedOut();
          },
        }),
      );
}
