import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { AppError } from '@/common/errors';

/** A backup of a large database takes its time, and so does a test restore. */
const ANSWER_MS_MAX = 6 * 3_600_000;

export interface ConsoleRequest {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface ConsoleAnswer {
  readonly status: number;
  readonly body: string;
}

/** One call to a server by its socket. @throws {AppError} UNREACHABLE, or FORBIDDEN to another user. */
export async function askConsole(
  socketPath: string,
  { path, method = 'GET', body, headers = {}, timeoutMs = ANSWER_MS_MAX }: ConsoleRequest,
): Promise<ConsoleAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  return await new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, method, headers, agent: false, signal });
    outgoing.on('error', (error: NodeJS.ErrnoException) => reject(unreachable(socketPath, error)));
    outgoing.on('response', (response) => {
      text(response).then(
        (content) => resolve({ status: response.statusCode ?? 0, body: content }),
        (error: NodeJS.ErrnoException) => reject(unreachable(socketPath, error)),
      );
    });
    outgoing.end(body);
  });
}

/** Whether there is no socket, or the process that made it is gone. */
export function isNobodyThere(error: unknown): boolean {
  const cause = AppError.is(error) ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return cause?.code === 'ENOENT' || cause?.code === 'ECONNREFUSED';
}

function unreachable(socketPath: string, error: NodeJS.ErrnoException): AppError {
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new AppError(
      'FORBIDDEN',
      `The server at ${socketPath} belongs to another user; run this as that user or as root.`,
      { cause: error },
    );
  }
  return new AppError(
    'UNREACHABLE',
    `No server answers at ${socketPath}; start it, or name its data directory with --data.`,
    { cause: error },
  );
}
