import { QueryClient } from '@tanstack/react-query';
import { TRPCClientError } from '@trpc/client';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && !isRefused(error),
      },
    },
  });
}

/** Whether the server no longer knows who asks. */
export function isSignedOut(error: unknown): boolean {
  return statusOf(error) === 401;
}

/** The server understood and said no: asking again would hear the same. */
function isRefused(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500;
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('httpStatus' in data)) return undefined;
  return typeof data.httpStatus === 'number' ? data.httpStatus : undefined;
}
