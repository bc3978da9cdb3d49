import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';
import { sendText } from '../http/answers';
import { type Handler, pathOf } from '../http/http-server';
import type { AgentFiles, Download } from './agent-files';
import { type InstallDoor, installScript } from './install-script';

export interface InstallHandlerDeps {
  readonly files: () => AgentFiles;
  /** As it is now: certificates are renewed. */
  readonly door: () => InstallDoor;
}

const YEAR_S = 31_536_000;

/**
 * What a new machine fetches: `/install.sh`, `/agent/manifest.json` and the files that it names.
 * Public by design, as there is no secret in any of them.
 */
export function createInstallHandler({ files, door }: InstallHandlerDeps): Handler {
  return async (request, response) => {
    const answering = { request, response };
    try {
      await answer(answering, pathOf(request), { files: files(), door: door() });
    } catch (error) {
      if (!AppError.is(error)) throw error;
      sendText(response, 503, `${error.message}\n`);
    }
  };
}

async function answer(
  answering: Answering,
  path: string,
  { files, door }: { readonly files: AgentFiles; readonly door: InstallDoor },
): Promise<void> {
  const { script, manifest, manifestText } = files;
  if (path === '/install.sh') {
    return sendBuilt(answering, 'text/x-shellscript', installScript(script, manifest, door));
  }
  if (path === '/agent/manifest.json') {
    return sendBuilt(answering, 'application/json', manifestText);
  }
  const name = path.slice('/agent/'.length);
  const download = [manifest.archive, ...manifest.executables].find((one) => one.name === name);
  if (download !== undefined) return sendFile(answering, files.pathOf(download), download);
  const text = `There is no ${path}; the agent may have been built anew.\n`;
  sendText(answering.response, 404, text);
}

interface Answering {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Asked for again each time, and sent only when it is another. */
function sendBuilt({ request, response }: Answering, type: string, text: string): void {
  const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
  response.setHeader('cache-control', 'no-cache');
  if (isKnown(request, response, etag)) return;
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** The name holds the start of the checksum, so what was fetched once is good for ever. */
async function sendFile(answering: Answering, path: string, download: Download): Promise<void> {
  const { request, response } = answering;
  response.setHeader('cache-control', `public, max-age=${YEAR_S}, immutable`);
  if (isKnown(request, response, `"${download.sha256}"`)) return;
  response.writeHead(200, {
    'content-type': 'application/gzip',
    'content-length': download.sizeBytes,
  });
  if (request.method === 'HEAD') return void response.end();
  try {
    await pipeline(createReadStream(path), response);
  } catch (error) {
    // Whoever fetches may go away; what is cut off fails its checksum there.
    if (!hasErrno(error, 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE')) throw error;
  }
}

function isKnown(request: IncomingMessage, response: ServerResponse, etag: string): boolean {
  response.setHeader('etag', etag);
  const known = request.headers['if-none-match'] ?? '';
  if (!known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) return false;
  response.writeHead(304);
  response.end();
  return true;
}
