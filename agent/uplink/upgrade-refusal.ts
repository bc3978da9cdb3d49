import type { IncomingMessage } from 'node:http';
import { AppError } from '@/common/errors';

/** Read of an answer that nobody asked for; whoever gives it is not known yet. */
const BYTES_MAX = 1_024;
const LETTERS_MAX = 200;

/** What a server, or a proxy before it, answered instead of opening a WebSocket, in its own words. */
export async function upgradeRefusal(response: IncomingMessage): Promise<AppError> {
  const { statusCode = 0 } = response;
  const why = plainText(response) ? firstLine(await beginningOf(response)) : '';
  return new AppError(
    'UNREACHABLE',
    `The server, or a proxy before it, refused the connection with ${statusCode}${why === '' ? '.' : `: ${why}`}`,
  );
}

function plainText({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/plain') ?? false;
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part);
      sizeBytes += part.length;
      if (sizeBytes >= BYTES_MAX) break;
    }
  } catch {
    // What came until then says as much.
  }
  return Buffer.concat(parts).toString('utf8').slice(0, BYTES_MAX);
}

/** Without what moves a terminal's cursor or forges a line of a log. */
function firstLine(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return line.replace(/\p{C}/gu, ' ').trim().slice(0, LETTERS_MAX);
}
