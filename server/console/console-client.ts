import { createTRPCClient, getUntypedClient, httpLink, TRPCClientError } from '@trpc/client';
import superjson from 'superjson';
import { AppError } from '@/common/errors';
import type { AppRouter } from '../trpc/app-router';
import { consolePath } from './console-path';
import { askConsole, type ConsoleRequest } from './console-request';
import { CONSOLE_PATHS, CONSOLE_USER_HEADER } from './console-server';

export type ConsoleClient = ReturnType<typeof createConsoleClient>;

/**
 * The server of a data directory, as commands on its machine see it.
 * @param directory the server's part of the data directory
 * @param user who asks, for the audit log
 */
export function createConsoleClient(directory: string, user: string) {
  const socketPath = consolePath(directory);
  const headers = { [CONSOLE_USER_HEADER]: user };
  const api = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: 'http://console/trpc',
        transformer: superjson,
        headers,
        fetch: (url, init) => fetchBySocket(socketPath, String(url), init as FetchInit),
      }),
    ],
  });

  return {
    api,

    /** Any procedure but a subscription, by its name. */
    async call(path: string, input: unknown): Promise<unknown> {
      const untyped = getUntypedClient(api);
      try {
        return await untyped.query(path, input);
      } catch (error) {
        // Nothing has been done then: a change is only ever posted.
        if (!isMutation(error)) throw error;
        return await untyped.mutation(path, input);
      }
    },

    /** Which process serves; `undefined` for none. @throws {AppError} FORBIDDEN to another user. */
    async pid(): Promise<number> {
      const { body } = await askConsole(socketPath, { path: CONSOLE_PATHS.pid });
      return Number(body);
    },

    /** A link for the first account; `undefined` when there is one. */
    async setUpLink(): Promise<string | undefined> {
      const { status, body } = await askConsole(socketPath, {
        path: CONSOLE_PATHS.setUpLink,
        method: 'POST',
      });
      if (status !== 200) throw new AppError('UNREACHABLE', body.trim());
      return body.trim() === '' ? undefined : body.trim();
    },
  };
}

function isMutation(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  return (error.data as { code?: string } | undefined)?.code === 'METHOD_NOT_SUPPORTED';
}

/** What a failed call says: the server's own sentence, or that there is no server. */
export function consoleFailure(error: unknown): unknown {
  if (!(error instanceof TRPCClientError)) return error;
  if (AppError.is(error.cause)) return error.cause;
  return new AppError('CONFLICT', error.message, { cause: error });
}

interface FetchInit {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function fetchBySocket(socketPath: string, url: string, init: FetchInit): Promise<Response> {
  const { pathname, search } = new URL(url);
  const { method = 'GET', body, headers = {} } = init;
  const request: ConsoleRequest = {
    path: `${pathname}${search}`,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  };
  const answer = await askConsole(socketPath, request);
  return new Response(answer.body, { status: answer.status });
}
