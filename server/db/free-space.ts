import { statfs } from 'node:fs/promises';
import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';

export interface FreeSpaceOptions {
  readonly directory: string;
  readonly floorBytes: number;
  readonly clock: Clock;
  readonly log: Log;
  /** It is not, or no longer, under the floor: called after each read. */
  readonly onSpace?: () => void;
  /** There is next to nothing left: called after each read. */
  readonly onNothing?: () => void;
  readonly readFreeBytes?: (directory: string) => Promise<number>;
}

/**
 * Watches the disk under the database. A PostgreSQL that runs into a full disk refuses statements
 * cleanly at first, but its next checkpoint may hang for ever: whoever writes much stops before.
 */
export class FreeSpace {
  /** Null until first read, and while it cannot be read. */
  bytes: number | null = null;
  /** Free space is under the floor. */
  full = false;

  readonly #options: FreeSpaceOptions;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(options: FreeSpaceOptions) {
    this.#options = options;
  }

  /** Reads once, then every `PERIOD_MS` until stopped. */
  async start(): Promise<void> {
    await this.#read();
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.after(PERIOD_MS, () => void this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #read(): Promise<void> {
    const { directory, floorBytes, log, readFreeBytes = freeBytes } = this.#options;
    try {
      this.bytes = await readFreeBytes(directory);
    } catch (error) {
      this.bytes = null;
      return log.debug('free space unknown', { directory, reason: messageOf(error) });
    }
    const full = this.bytes < floorBytes;
    if (!full) this.#options.onSpace?.();
    if (this.bytes < NOTHING_BYTES) this.#options.onNothing?.();
    if (full === this.full) return;
    this.full = full;
    const fields = { directory, freeBytes: this.bytes, floorBytes };
    if (full) log.warn('disk nearly full, new samples are refused', fields);
    else log.info('disk has space again', fields);
  }
}

/** What a process without root's reserve may still write. */
async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

const PERIOD_MS = 10_000;
/** Less than a segment of the WAL: the next that is needed could not be written. */
const NOTHING_BYTES = 16 * 1024 * 1024;
