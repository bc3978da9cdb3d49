import { close, constants, fdatasync, ftruncateSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { writeWhole } from '@/common/node/atomic-file';

/** With the sync itself, less than a second. */
const SYNC_DELAY_MS = 750;
const SYNC_BYTES = 256 * 1024;

const datasync = promisify(fdatasync);
const closeFile = promisify(close);

/**
 * A file that is only appended to. What `append` took survives the death of the process; within a
 * second, 256 KiB, or at once when urgent, also a power cut. The disk is waited for beside the
 * event loop, never in it.
 */
export class DurableFile {
  readonly #fd: number;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #log: Log;
  #length = 0;
  /** All bytes ever appended, and how many of those need no fsync any more. */
  #appendedBytes = 0;
  #settledBytes = 0;
  #named = false;
  #cancelSync: Cancel | undefined;
  #syncing: Promise<boolean> | undefined;
  #syncAgain = false;

  /** Makes the file; one of that name must not be there yet. */
  constructor(path: string, clock: Clock, log: Log) {
    const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = constants;
    this.#fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND, 0o600);
    this.#path = path;
    this.#clock = clock;
    this.#log = log;
  }

  get length(): number {
    return this.#length;
  }

  /** @throws {Error} when the disk does not take it; the file is then as it was before. */
  append(bytes: Uint8Array, urgent: boolean): void {
    try {
      writeWhole(this.#fd, bytes);
    } catch (error) {
      ftruncateSync(this.#fd, this.#length);
      throw error;
    }
    this.#length += bytes.length;
    this.#appendedBytes += bytes.length;
    if (urgent || this.#appendedBytes - this.#settledBytes >= SYNC_BYTES) this.#syncAtOnce();
    else this.#cancelSync ??= this.#clock.after(SYNC_DELAY_MS, () => this.#syncAtOnce());
  }

  /** Empties the file. What was never synced costs the disk nothing. */
  truncate(): void {
    ftruncateSync(this.#fd, 0);
    this.#length = 0;
    this.#settledBytes = this.#appendedBytes;
    this.#disarm();
  }

  /** Resolves when everything that was appended is on the disk, or the disk has refused it. */
  async flush(): Promise<void> {
    this.#disarm();
    while (this.#syncing !== undefined || this.#settledBytes < this.#appendedBytes) {
      const synced = await this.#sync();
      if (!synced) return;
    }
  }

  async close(): Promise<void> {
    await this.flush();
    await closeFile(this.#fd);
  }

  #disarm(): void {
    this.#cancelSync?.();
    this.#cancelSync = undefined;
  }

  #syncAtOnce(): void {
    this.#disarm();
    if (this.#syncing === undefined) void this.#sync();
    else this.#syncAgain = true;
  }

  #sync(): Promise<boolean> {
    this.#syncing ??= this.#syncNow().finally(() => {
      this.#syncing = undefined;
      if (this.#syncAgain) void this.#sync();
    });
    return this.#syncing;
  }

  async #syncNow(): Promise<boolean> {
    this.#syncAgain = false;
    const appendedBytes = this.#appendedBytes;
    try {
      await datasync(this.#fd);
      if (!this.#named) await syncDirectory(dirname(this.#path));
      this.#named = true;
      this.#settledBytes = Math.max(this.#settledBytes, appendedBytes);
      return true;
    } catch (error) {
      this.#log.warn('outbox not synced', { path: this.#path, reason: messageOf(error) });
      return false;
    }
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
