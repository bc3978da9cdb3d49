const LENGTH_BYTES = 4;

/**
 * Gathers one record, its length before it, out of what a stream brings. Kept is what has arrived and
 * nothing more, whatever length was declared.
 */
export class RecordReader {
  readonly #sizeBytesMax: number;
  #chunks: Buffer[] = [];
  #haveBytes = 0;

  constructor(sizeBytesMax: number) {
    this.#sizeBytesMax = sizeBytesMax;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#haveBytes += chunk.length;
  }

  /** How many bytes of the record are here. */
  get haveBytes(): number {
    return Math.max(0, this.#haveBytes - LENGTH_BYTES);
  }

  /** A length was declared that nothing of ours has. */
  get isTooLarge(): boolean {
    return (this.#declared() ?? 0) > this.#sizeBytesMax;
  }

  /** What is here of the record. */
  start(): Buffer {
    return this.#whole().subarray(LENGTH_BYTES);
  }

  /** The record when all of it is here, and what came behind it. */
  done(): { readonly record: Buffer; readonly rest: Buffer } | undefined {
    const declared = this.#declared();
    if (declared === undefined || this.isTooLarge || this.haveBytes < declared) return undefined;
    const whole = this.#whole();
    const end = LENGTH_BYTES + declared;
    return { record: whole.subarray(LENGTH_BYTES, end), rest: whole.subarray(end) };
  }

  #declared(): number | undefined {
    if (this.#haveBytes < LENGTH_BYTES) return undefined;
    const [first] = this.#chunks;
    return (
      first !== undefined && first.length >= LENGTH_BYTES ? first : this.#whole()
    ).readUInt32BE();
  }

  #whole(): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }
}

/** A record as it goes into a stream. */
export function recordBytes(record: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + record.length);
  bytes.writeUInt32BE(record.length);
  bytes.set(record, LENGTH_BYTES);
  return bytes;
}
