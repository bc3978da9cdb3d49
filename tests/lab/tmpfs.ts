import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const BALLAST_BYTES = 1024 * 1024;

/** A small file system in memory, to be filled to the last byte. Needs root. */
export class SmallDisk {
  readonly mountPoint: string;

  constructor(folder: string, sizeBytes: number) {
    this.mountPoint = join(folder, 'small');
    mkdirSync(this.mountPoint, { recursive: true });
    const options = `size=${sizeBytes}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', this.mountPoint]);
  }

  /** Takes every byte that is left. */
  fill(): void {
    const fd = openSync(this.#ballast, 'a');
    try {
      for (let part = Buffer.alloc(BALLAST_BYTES); part.length > 0; ) {
        part = this.#written(fd, part) ? part : part.subarray(0, Math.floor(part.length / 2));
      }
    } finally {
      closeSync(fd);
    }
  }

  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.mountPoint]);
  }

  get #ballast(): string {
    return join(this.mountPoint, 'ballast');
  }

  #written(fd: number, part: Uint8Array): boolean {
    try {
      return writeSync(fd, part) > 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
      throw error;
    }
  }
}

/** Why there can be no small disk here. */
export function lacksTmpfs(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'needs root to mount a tmpfs';
}
