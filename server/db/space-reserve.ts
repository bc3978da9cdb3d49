import { existsSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';

export interface SpaceReserveOptions {
  /** On the disk of the database, beside its directory. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly log: Log;
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * A file that is given up when the disk is full to the last byte. A PostgreSQL that cannot write its
 * checkpoint ends, and cannot even start again, since that writes a lock file and another checkpoint.
 */
export class SpaceReserve {
  readonly #options: SpaceReserveOptions;
  #filling = false;

  constructor(options: SpaceReserveOptions) {
    this.#options = options;
  }

  /** Makes it where it is missing. A disk that does not take it is none to reserve anything on. */
  async keep(): Promise<void> {
    const { path, sizeBytes, log } = this.#options;
    if (sizeBytes === 0 || this.#filling || existsSync(path)) return;
    this.#filling = true;
    try {
      await fill(`${path}.new`, sizeBytes);
      await rename(`${path}.new`, path);
    } catch (error) {
      rmSync(`${path}.new`, { force: true });
      log.warn('no space reserved for the database', { reason: messageOf(error) });
    } finally {
      this.#filling = false;
    }
  }

  /** @returns whether there is more space now */
  release(): boolean {
    const { path, log } = this.#options;
    if (!existsSync(path)) return false;
    rmSync(path, { force: true });
    log.warn('disk full: the space that was reserved for the database is given up', { path });
    return true;
  }
}

/** Written byte by byte: a hole reserves nothing. */
async function fill(path: string, sizeBytes: number): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES, 'OpsBro ');
    for (let left = sizeBytes; left > 0; left -= chunk.length) {
      await file.write(chunk, 0, Math.min(left, chunk.length));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
