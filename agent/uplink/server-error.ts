import { TRPCClientError } from '@trpc/client';
import { z } from 'zod';
import { AppError, type ErrorCode, messageOf } from '@/common/errors';

const CODES = {
  NOT_FOUND: true,
  CONFLICT: true,
  FORBIDDEN: true,
  UNAUTHENTICATED: true,
  INVALID: true,
  UNREACHABLE: true,
  BUSY: true,
  TOO_MANY: true,
} satisfies Record<ErrorCode, true>;

const RETRY_AFTER_MS_MAX = 600_000;

const errorData = z.object({
  code: z.string(),
  appCode: z.string().nullish(),
  retryAfterMs: z.number().min(0).max(RETRY_AFTER_MS_MAX).nullish().catch(null),
});

/** The next connection may follow after that time, with nothing wrong: the server says when. */
export function tryLater(message: string, retryAfterMs: number, options?: ErrorOptions): AppError {
  return new AppError('BUSY', message, { ...options, retryAfterMs });
}

/** What the server said instead of an answer; `failed` is a fault of its own. */
export interface ServerError {
  readonly code: ErrorCode | 'FAILED';
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

/** @returns nothing when it was not the server that said it, but the connection that ended. */
export function serverErrorOf(error: unknown): ServerError | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const { data } = errorData.safeParse(error.data);
  if (data === undefined) return undefined;
  const retryAfterMs = data.retryAfterMs ?? undefined;
  return { code: codeOf(data), message: error.message, retryAfterMs };
}

/** As an `AppError`: a fault of the server's is a reason to come back later. */
export function asAppError(error: unknown): AppError {
  if (AppError.is(error)) return error;
  const said = serverErrorOf(error);
  if (said === undefined) {
    return new AppError('UNREACHABLE', messageOf(error), { cause: error });
  }
  const { message, retryAfterMs } = said;
  if (retryAfterMs !== undefined) return tryLater(message, retryAfterMs, { cause: error });
  return new AppError(said.code === 'FAILED' ? 'BUSY' : said.code, message, { cause: error });
}

function codeOf({ code, appCode }: z.infer<typeof errorData>): ServerError['code'] {
  if (isErrorCode(appCode)) return appCode;
  return code === 'BAD_REQUEST' ? 'INVALID' : 'FAILED';
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(CODES, code);
}
