import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import type { TlsTrust } from './service-address';
import { ServiceFault, serviceFault } from './service-fault';

export interface TextRequest {
  /** `http:` or `https:`, without a name or a password in it. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ask the service behind this socket of the machine; the URL's host is only a word then. */
  readonly socketPath?: string;
  readonly tls?: TlsTrust;
  /** A longer body is a fault. */
  readonly bytesMax?: number;
  readonly signal: AbortSignal;
}

export interface TextResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const BYTES_MAX = 1_048_576;

/**
 * GETs a text, on a connection of its own. A redirection is an answer like any other and is not
 * followed: what is sent along is for this place only. Node's `fetch` would cost the agent some
 * megabytes, and knows no sockets.
 * @throws {ServiceFault}
 */
export async function fetchText(wanted: TextRequest): Promise<TextResponse> {
  const { signal } = wanted;
  const url = new URL(wanted.url);
  const where = wanted.socketPath ?? `${url.origin}${url.pathname}`;
  if (url.username !== '' || url.password !== '') {
    throw new ServiceFault('broken', `the address of ${where} must not have a password in it`);
  }
  try {
    const response = await respond(url, wanted);
    const text = await bodyOf(response, where, wanted.bytesMax ?? BYTES_MAX);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  } catch (cause) {
    throw serviceFault(where, cause, signal);
  }
}

async function respond(
  url: URL,
  { headers = {}, socketPath, tls, signal }: TextRequest,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? (await import('node:https')).request : requestHttp;
  return await new Promise((resolve, reject) => {
    const options = { headers, signal, agent: false, ...(socketPath && { socketPath }), ...tls };
    request(url, options, resolve).on('error', reject).end();
  });
}

async function bodyOf(response: IncomingMessage, where: string, bytesMax: number) {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes > bytesMax) {
      response.destroy();
      throw new ServiceFault('broken', `${where} answered more than ${bytesMax} bytes`);
    }
  }
  return Buffer.concat(pieces).toString('utf8');
}
