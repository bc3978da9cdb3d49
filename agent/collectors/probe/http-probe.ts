import { type IncomingMessage, request as requestHttp } from 'node:http';
import { serviceFault } from '../network/service-fault';
import { downFor, type ProbeFinding, type ProbeRun } from './run-probes';
import { type SocketTimes, watchSocket } from './socket-times';

export interface HttpProbe {
  readonly url: string;
  readonly isExpected: (status: number) => boolean;
  /** Text that the body has to have in its first megabyte. */
  readonly contains?: string | undefined;
  /** How many redirections may be followed, to wherever they lead. */
  readonly follow: number;
  /** Whether a certificate has to be trusted and of this name. */
  readonly verify: boolean;
}

export interface HttpFinding extends ProbeFinding {
  readonly status?: number;
  readonly sizeBytes?: number;
  readonly firstByteMs?: number;
  readonly totalMs?: number;
  readonly times?: SocketTimes;
}

const BODY_BYTES_MAX = 1_048_576;

/** GETs an address as a visitor would, without cookies, and tells how long each step took. */
export async function probeHttp(probe: HttpProbe, run: ProbeRun): Promise<HttpFinding> {
  const beganMs = run.nowMs();
  let url = new URL(probe.url);
  for (let hops = 0; ; hops += 1) {
    const answer = await ask(url, probe, run);
    const next = hops < probe.follow ? redirection(answer.response, url) : undefined;
    if (next === undefined) {
      const body = await bodyOf(answer, url, run);
      const totalMs = run.nowMs() - beganMs;
      return judge(probe, answer, { ...body, totalMs });
    }
    answer.response.destroy();
    url = next;
  }
}

interface Answer {
  readonly response: IncomingMessage;
  readonly times: SocketTimes;
  readonly firstByteMs: number;
}

async function ask(url: URL, { verify }: HttpProbe, { nowMs, signal }: ProbeRun): Promise<Answer> {
  const request = url.protocol === 'https:' ? (await import('node:https')).request : requestHttp;
  const options = {
    ...{ agent: false as const, signal, rejectUnauthorized: verify },
    headers: { 'user-agent': 'opsbro', accept: '*/*' },
  };
  let times: SocketTimes = {};
  let sentMs = nowMs();
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, options, resolve)
        .on('socket', (socket) => {
          times = watchSocket(socket, nowMs);
        })
        .on('finish', () => {
          sentMs = nowMs();
        })
        .on('error', reject)
        .end();
    });
    return { response, times, firstByteMs: nowMs() - sentMs };
  } catch (cause) {
    throw serviceFault(placeOf(url), cause, signal);
  }
}

/** Without what may be secret in a query. */
function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function redirection({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  return to !== undefined && /^https?:$/.test(to.protocol) ? to : undefined;
}

/** Of a longer body the beginning. */
async function bodyOf({ response }: Answer, url: URL, { signal }: ProbeRun) {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      sizeBytes += piece.length;
      if (sizeBytes >= BODY_BYTES_MAX) break;
    }
  } catch (cause) {
    throw serviceFault(placeOf(url), cause, signal);
  }
  return { sizeBytes, text: Buffer.concat(pieces).toString('utf8') };
}

function judge(
  { isExpected, contains }: HttpProbe,
  { response, times, firstByteMs }: Answer,
  { sizeBytes, text, totalMs }: { sizeBytes: number; text: string; totalMs: number },
): HttpFinding {
  const { statusCode: status = 0 } = response;
  const finding = { status, sizeBytes, firstByteMs, totalMs, times };
  if (!isExpected(status)) return { ...finding, ...downFor(`it answered with ${status}`) };
  if (contains !== undefined && !text.includes(contains)) {
    const problem = `its answer of ${sizeBytes} bytes has no ${JSON.stringify(contains)}`;
    return { ...finding, ...downFor(problem) };
  }
  return { up: 1, ...finding };
}

/**
 * @param text such as `200`, `200-299` or `200,204,301`
 * @returns `undefined` when it is none of these
 */
export function parseStatuses(text: string): ((status: number) => boolean) | undefined {
  const ranges = text.split(',').map((part) => {
    const [, from, to = from] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(part) ?? [];
    return { from: Number(from), to: Number(to) };
  });
  if (ranges.some(({ from, to }) => !(from <= to))) return undefined;
  return (status) => ranges.some(({ from, to }) => status >= from && status <= to);
}
