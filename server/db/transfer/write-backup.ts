import { createHash } from 'node:crypto';
import { createReadStream, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { AppError } from '@/common/errors';
import { hasErrno, unlinkIfThere } from '@/common/node/atomic-file';
import { syncDirectory } from '../durable-node-fs';
import type { ControlLine, Piece } from './backup-format';

/** Most of it are samples, which are compressed already: more effort gains little and costs much. */
const GZIP_LEVEL = 1;

/**
 * Writes a stream to a file that only its owner can read. It appears whole and on the disk, or not.
 *
 * @returns its size
 */
export async function writeBackup(path: string, pieces: AsyncIterable<Piece>): Promise<number> {
  const lines = Readable.from(linesOf(pieces), { objectMode: true, highWaterMark: 4 });
  const gzip = createGzip({ level: GZIP_LEVEL, chunkSize: 256 * 1024 });
  return await writeFileWhole(path, (sink) => pipeline(lines, gzip, sink));
}

/** A copy of a file, with the same promises. @returns its size */
export async function copyFileWhole(source: string, target: string): Promise<number> {
  return await writeFileWhole(target, (sink) => pipeline(createReadStream(source), sink));
}

type Sink = (chunks: AsyncIterable<Buffer>) => Promise<void>;

async function writeFileWhole(path: string, fill: (sink: Sink) => Promise<void>): Promise<number> {
  const draft = `${path}.new`;
  unlinkIfThere(draft);
  const file = await open(draft, 'wx', 0o600);
  // Of a stream that is torn down because of it, a pipeline tells that it was aborted.
  let refusal: unknown;
  try {
    await fill(async (chunks) => {
      for await (const chunk of chunks) {
        await file.writeFile(chunk).catch((error: unknown) => {
          refusal = error;
          throw error;
        });
      }
    });
    await file.sync();
    const { size } = await file.stat();
    await file.close();
    renameSync(draft, path);
    syncDirectory(dirname(path));
    return size;
  } catch (error) {
    await file.close().catch(() => undefined);
    unlinkIfThere(draft);
    throw hasErrno(refusal ?? error, 'ENOSPC') ? fullDisk(path, error) : (refusal ?? error);
  }
}

function fullDisk(path: string, cause: unknown): AppError {
  return new AppError(
    'BUSY',
    `${path} was not written: its disk is full. Free some space, or choose another place.`,
    { cause },
  );
}

async function* linesOf(pieces: AsyncIterable<Piece>): AsyncGenerator<string> {
  const whole = createHash('sha256');
  const controlText = (line: ControlLine) => `${JSON.stringify(line)}\n`;
  for await (const piece of pieces) {
    if (piece.kind === 'rows') {
      yield `${piece.lines.join('\n')}\n`;
      continue;
    }
    const text = controlText(piece);
    whole.update(text);
    yield text;
  }
  yield controlText({ kind: 'end', sha256: whole.digest('hex') });
}
