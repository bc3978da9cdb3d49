import { statfs } from 'node:fs/promises';
import type { Clock } from '@/common/clock';
import { type FileSystemSpace, HostFileError } from './host';

/**
 * What statfs(2) says of a mounted file system, in its blocks. Node leaves out `f_frsize`, which on
 * Linux differs from `bsize` only on FUSE file systems that ask for it.
 */
export interface FileSystemBlocks {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

export interface SpaceReader {
  /** @throws {HostFileError} when `path` is not readable, or does not answer within two seconds. */
  read(path: string): Promise<FileSystemSpace>;
}

const ANSWER_MS_MAX = 2_000;

/**
 * Node's thread pool has four threads, and one that asks a file system whose server is gone never
 * comes back. Three may be lost that way; the fourth keeps the rest of the agent alive.
 */
const ASKED_MAX = 3;

interface Question {
  readonly sinceMs: number;
  readonly answer: Promise<FileSystemSpace>;
}

/**
 * Asks for the space of file systems without ever being held up by one that does not answer: it is
 * asked once, and not again before it has answered.
 */
export function createSpaceReader(
  clock: Clock,
  ask: (path: string) => Promise<FileSystemBlocks> = statfs,
): SpaceReader {
  const open = new Map<string, Question>();
  const asked = new Set<string>();
  const waiting: (() => void)[] = [];

  async function question(path: string): Promise<FileSystemSpace> {
    while (asked.size >= ASKED_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
    asked.add(path);
    try {
      return spaceOf(await ask(path));
    } finally {
      asked.delete(path);
      open.delete(path);
      waiting.shift()?.();
    }
  }

  function silence(path: string, sinceMs: number): Error {
    const seconds = Math.round((clock.nowMs() - sinceMs) / 1_000);
    if (asked.has(path)) return new Error(`it has not answered for ${seconds} s`);
    return new Error(`it has to wait for ${[...asked].join(', ')}, which do not answer`);
  }

  return {
    async read(path) {
      const earlier = open.get(path);
      const overdue = earlier !== undefined && clock.nowMs() - earlier.sinceMs >= ANSWER_MS_MAX;
      if (overdue) throw new HostFileError(path, { cause: silence(path, earlier.sinceMs) });

      const current = earlier ?? { sinceMs: clock.nowMs(), answer: question(path) };
      open.set(path, current);
      return new Promise((resolve, reject) => {
        const cancel = clock.after(ANSWER_MS_MAX, () =>
          reject(new HostFileError(path, { cause: silence(path, current.sinceMs) })),
        );
        current.answer
          .then(resolve, (cause) => reject(new HostFileError(path, { cause })))
          .finally(cancel);
      });
    },
  };
}

function spaceOf({ bsize, blocks, bfree, bavail, files, ffree }: FileSystemBlocks) {
  return {
    totalBytes: blocks * bsize,
    freeBytes: bfree * bsize,
    availableBytes: bavail * bsize,
    files,
    freeFiles: ffree,
  };
}
