import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import superjson, { type SuperJSONResult } from 'superjson';
import type { CallOptions } from './client-options';
import { OpsbroError } from './opsbro-error';

export interface HttpTarget {
  /** Of the server, without a path. */
  readonly origin: string;
  readonly token: string;
  readonly agent: Agent | undefined;
}

export interface HttpCall {
  readonly type: 'query' | 'mutation';
  /** `nodes.list` */
  readonly path: string;
  readonly input: unknown;
}

/** Without a byte for so long, an answer does not come any more. */
const SILENCE_MS_MAX = 60_000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/**
 * One call of a procedure, as anybody could make it with curl.
 * @throws {OpsbroError}
 */
export async function httpCall(
  target: HttpTarget,
  call: HttpCall,
  { signal }: CallOptions = {},
): Promise<unknown> {
  const wrapped =
    call.input === undefined ? undefined : JSON.stringify(superjson.serialize(call.input));
  const url = new URL(`/api/trpc/${call.path}`, target.origin);
  if (call.type === 'query' && wrapped !== undefined) url.searchParams.set('input', wrapped);
  const { status, text } = await exchange(
    target,
    url,
    call.type === 'query' ? undefined : (wrapped ?? '{}'),
    signal,
  );
  const answer = parsed(text);
  if (answer?.result !== undefined) return superjson.deserialize(answer.result.data);
  throw failure(answer?.error && superjson.deserialize(answer.error), status, url);
}

interface Answer {
  readonly result?: { readonly data: SuperJSONResult };
  readonly error?: SuperJSONResult;
}

function exchange(
  { agent, token }: HttpTarget,
  url: URL,
  body: string | undefined,
  signal: AbortSignal | undefined,
): Promise<{ status: number; text: string }> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const options = {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    timeout: SILENCE_MS_MAX,
    ...(agent && { agent }),
    ...(signal && { signal }),
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const fail = (error: unknown) => reject(unreachable(error, url));
    const sent = send(url, options, (response) => {
      textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), fail);
    });
    sent.on('timeout', () => sent.destroy(new Error('it does not answer')));
    sent.on('error', fail);
    sent.end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of response) {
    sizeBytes += part.length;
    if (sizeBytes > ANSWER_BYTES_MAX) throw new Error('its answer is larger than 64 MiB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** @param error as the server's error formatter makes it; anything else is no answer of OpsBro's */
function failure(error: unknown, status: number, url: URL): OpsbroError {
  const told = error as { message?: unknown; data?: { code?: unknown } } | undefined;
  const code = told?.data?.code;
  if (typeof code === 'string') return new OpsbroError(code, String(told?.message));
  const message = `${url.origin} answered with ${status} and not as an OpsBro server does: check the url.`;
  return new OpsbroError('UNREACHABLE', message);
}

export function unreachable(error: unknown, { origin }: URL): OpsbroError {
  if (error instanceof OpsbroError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new OpsbroError('UNREACHABLE', `${origin} was not reached: ${reason}.`, { cause: error });
}
