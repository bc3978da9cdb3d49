import { idBytes } from './id-bytes';

/** Bytes in the order they are written: numbers big-endian, text and lists behind their length. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  /** What was written so far; a copy. */
  done(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }

  byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  uint32(value: number): void {
    const at = this.#reserve(4);
    this.#bytes.writeUInt32BE(value, at);
  }

  /** Wall milliseconds, cut to whole ones; six bytes, enough until the year 10889. */
  moment(wallMs: number): void {
    const at = this.#reserve(6);
    this.#bytes.writeUIntBE(Math.floor(wallMs), at, 6);
  }

  uint64(value: bigint): void {
    const at = this.#reserve(8);
    this.#bytes.writeBigUInt64BE(value, at);
  }

  /** Seven bits a byte, the low ones first; up to 2⁵³. */
  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Bytes behind their length. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    this.block(Buffer.from(text, 'utf8'));
  }

  /** One of a few words by its place, from 1. */
  word<Word>(words: readonly Word[], word: Word): void {
    this.byte(words.indexOf(word) + 1);
  }

  id(id: string): void {
    this.raw(idBytes(id));
  }

  list<Item>(items: readonly Item[], write: (item: Item) => void): void {
    this.varint(items.length);
    for (const item of items) write(item);
  }

  /** Makes room, perhaps in a new buffer: look that up only afterwards. */
  #reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    return at;
  }
}
