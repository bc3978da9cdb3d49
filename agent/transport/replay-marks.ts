import {
  closeSync,
  constants,
  fdatasync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';

/** How far one sender's run had come. */
export interface ReplayMark {
  /** Of purpose, key and sender: 13 bytes. */
  readonly name: Buffer;
  readonly epochMs: number;
  readonly counter: number;
}

const NAME_BYTES = 13;
const MARK_BYTES = 32;
/** A write goes to the page cache and outlives the process; this is for power cuts. */
const SYNC_AFTER_MS = 5_000;

/**
 * What was taken from whom, on the disk: a place of 32 bytes for each sender, overwritten with each
 * frame, so that nothing recorded before a restart is taken after it. What came within the five
 * seconds before a power cut may be taken once more.
 */
export class ReplayMarks {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #fd: number;
  #cancelSync: Cancel | undefined;
  #isFailing = false;
  readonly found: readonly (ReplayMark | undefined)[];

  constructor(path: string, clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
    this.#fd = openSync(path, flags, 0o600);
    this.found = marksIn(readFileSync(this.#fd));
  }

  /** A disk that takes nothing costs the protection over the next restart, and nothing else. */
  write(place: number, mark: ReplayMark): void {
    try {
      writeSync(this.#fd, bytesOf(mark), 0, MARK_BYTES, place * MARK_BYTES);
      this.#isFailing = false;
      this.#cancelSync ??= this.#clock.after(SYNC_AFTER_MS, () => this.#sync());
    } catch (error) {
      if (!this.#isFailing) {
        this.#log.warn('replay marks cannot be written', { reason: messageOf(error) });
      }
      this.#isFailing = true;
    }
  }

  close(): void {
    this.#cancelSync?.();
    closeSync(this.#fd);
  }

  #sync(): void {
    this.#cancelSync = undefined;
    fdatasync(this.#fd, (error) => {
      if (error !== null) this.#log.debug('replay marks not synced', { reason: error.message });
    });
  }
}

function marksIn(bytes: Buffer): (ReplayMark | undefined)[] {
  const count = Math.floor(bytes.length / MARK_BYTES);
  return Array.from({ length: count }, (_, place) =>
    markOf(bytes.subarray(place * MARK_BYTES, (place + 1) * MARK_BYTES)),
  );
}

function bytesOf({ name, epochMs, counter }: ReplayMark): Buffer {
  const bytes = Buffer.alloc(MARK_BYTES);
  name.copy(bytes, 0);
  bytes.writeUIntBE(epochMs, NAME_BYTES, 6);
  bytes.writeBigUInt64BE(BigInt(counter), NAME_BYTES + 6);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, MARK_BYTES - 4)), MARK_BYTES - 4);
  return bytes;
}

/** @returns `undefined` for a place that was never written, or that a power cut has spoilt */
function markOf(bytes: Buffer): ReplayMark | undefined {
  if (crc32(bytes.subarray(0, MARK_BYTES - 4)) !== bytes.readUInt32BE(MARK_BYTES - 4)) return;
  return {
    name: Buffer.from(bytes.subarray(0, NAME_BYTES)),
    epochMs: bytes.readUIntBE(NAME_BYTES, 6),
    counter: Number(bytes.readBigUInt64BE(NAME_BYTES + 6)),
  };
}
