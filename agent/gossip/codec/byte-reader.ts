import { ID_BYTES, idOf } from './id-bytes';

/** What was read is not what it should be. Never leaves the codec. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** 2⁵³ takes eight bytes of seven bits. */
const VARINT_BYTES_MAX = 8;

/**
 * Reads what a `ByteWriter` wrote, and nothing else: each number in its one form, each length at
 * most what is left, so that nothing is allocated that the sender did not send.
 * Whatever is wrong throws `Malformed`.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get at(): number {
    return this.#at;
  }

  /** Whatever is behind the end was not meant for us. */
  end(): void {
    if (this.left > 0) throw new Malformed('bytes behind the end');
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  moment(): number {
    return this.#bytes.readUIntBE(this.#take(6), 6);
  }

  uint64(): bigint {
    return this.#bytes.readBigUInt64BE(this.#take(8));
  }

  varint(): number {
    let value = 0;
    let unit = 1;
    for (let count = 1; count <= VARINT_BYTES_MAX; count++) {
      const byte = this.byte();
      value += (byte % 128) * unit;
      if (byte < 128) return shortest(value, byte, count);
      unit *= 128;
    }
    throw new Malformed('a number of too many bytes');
  }

  /** A view of the sender's bytes, not a copy. */
  raw(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** What outlives the packet: a copy. */
  copy(count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.raw(count));
  }

  /** What was read since then; a copy. */
  since(start: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.subarray(start, this.#at));
  }

  block(sizeBytesMax: number): Uint8Array {
    return this.raw(this.#count(sizeBytesMax, 1));
  }

  /** @param lengthMax in UTF-16 units, as the forms of our nouns count */
  text(lengthMax: number): string {
    const text = decoded(this.block(lengthMax * 3));
    if (text.length > lengthMax) throw new Malformed('text that is too long');
    return text;
  }

  word<Word>(words: readonly Word[]): Word {
    const word = words[this.byte() - 1];
    if (word === undefined) throw new Malformed('a word that is not known');
    return word;
  }

  id(): string {
    const id = idOf(this.raw(ID_BYTES));
    if (id === undefined) throw new Malformed('an id with bits behind its end');
    return id;
  }

  /** @param sizeBytesMin what an item takes at least, so that a count of more than fit is refused */
  list<Item>(countMax: number, sizeBytesMin: number, read: () => Item): Item[] {
    const items: Item[] = [];
    for (let count = this.#count(countMax, sizeBytesMin); count > 0; count--) items.push(read());
    return items;
  }

  #count(countMax: number, sizeBytesMin: number): number {
    const count = this.varint();
    if (count > countMax || count * sizeBytesMin > this.left) {
      throw new Malformed('a length of more than there is');
    }
    return count;
  }

  #take(count: number): number {
    if (count > this.left) throw new Malformed('cut off');
    const at = this.#at;
    this.#at += count;
    return at;
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Malformed('text that is no UTF-8');
  }
}

/** The one form of a number: no zeros above it, and whole as a double. */
function shortest(value: number, lastByte: number, byteCount: number): number {
  if (lastByte === 0 && byteCount > 1) throw new Malformed('a number in a longer form than needed');
  if (value > Number.MAX_SAFE_INTEGER) throw new Malformed('a number that is too large');
  return value;
}
