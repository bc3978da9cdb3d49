import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { retryAfter } from '../http/retry-after';

type Handler = (request: Request) => Promise<Response>;

const REASON_LENGTH_MAX = 300;
const FRAMES_MAX = 8;

/**
 * Answers when the library throws what it did not expect, instead of the library: that writes the
 * whole error to stderr and answers with nothing. What people are refused is no failure; all else is.
 */
export function answerSafely(handler: Handler, log: Log): Handler {
  return async (request) => {
    const path = new URL(request.url).pathname;
    try {
      const answer = await handler(request);
      if (answer.status >= 400) tellLog(log, path, answer);
      return answer;
    } catch (error) {
      if (AppError.is(error)) return busy(error);
      log.error('sign-in failed', { path, ...traceOf(error) });
      const message = 'Something failed in the server; its log says what. Try again.';
      return Response.json({ code: 'FAILED', message }, { status: 500 });
    }
  };
}

function tellLog(log: Log, path: string, { status }: Response): void {
  if (status >= 500) log.warn('sign-in not possible', { path, status });
  else log.debug('refused', { path, status });
}

function busy({ code, message, retryAfterMs }: AppError): Response {
  return Response.json({ code, message }, { status: 503, headers: retryAfter(retryAfterMs) });
}

/**
 * Where it failed and how, without the values at hand: the words of a database's failure come last,
 * and what stands before them may quote the statement.
 */
function traceOf(error: unknown) {
  const name = error instanceof Error ? error.name : typeof error;
  const reason = messageOf(error).trim().split('\n').at(-1)?.slice(0, REASON_LENGTH_MAX) ?? '';
  const lines = (error instanceof Error ? (error.stack ?? '') : '').split('\n');
  const frames = lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
  return { name, reason, frames: frames.slice(0, FRAMES_MAX) };
}
