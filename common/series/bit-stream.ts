/** Thrown for bytes that are not a whole chunk: cut, damaged, or of an unknown version. */
export class ChunkError extends Error {
  constructor(problem: string) {
    super(`Not a readable chunk of samples: ${problem}`);
    this.name = 'ChunkError';
  }
}

/** Bits held between calls stay below this, so that a write fits in 32-bit arithmetic. */
const PIECE_BITS = 24;
const PIECE = 2 ** PIECE_BITS;

/** Bits, most significant first, into bytes that grow. */
export class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #heldBits = 0;

  constructor(capacityBytes = 512) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  /** The low `bits` bits of a whole number in [0, 2^53); `bits` up to 53. */
  write(value: number, bits: number): void {
    if (bits <= PIECE_BITS) {
      this.#put(value, bits);
      return;
    }
    const high = Math.floor(value / PIECE);
    this.write(high, bits - PIECE_BITS);
    this.#put(value - high * PIECE, PIECE_BITS);
  }

  /** `count` zeros and a one. */
  writeUnary(count: number): void {
    let left = count;
    for (; left >= PIECE_BITS; left -= PIECE_BITS) this.#put(0, PIECE_BITS);
    this.#put(1, left + 1);
  }

  /** A whole number in [0, 2^53), seven bits at a time, low ones first. */
  writeVarint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#put((rest % 0x80) | 0x80, 8);
      rest = Math.floor(rest / 0x80);
    }
    this.#put(rest, 8);
  }

  /** Everything written so far, the last byte filled up with zeros. */
  finish(): Uint8Array {
    if (this.#heldBits > 0) this.#put(0, 8 - this.#heldBits);
    return this.#bytes.slice(0, this.#length);
  }

  #put(value: number, bits: number): void {
    let held = (this.#held << bits) | value;
    let heldBits = this.#heldBits + bits;
    if (this.#length + 4 > this.#bytes.length) this.#grow();
    while (heldBits >= 8) {
      heldBits -= 8;
      this.#bytes[this.#length++] = held >>> heldBits;
      held &= (1 << heldBits) - 1;
    }
    this.#held = held;
    this.#heldBits = heldBits;
  }

  #grow(): void {
    const bytes = new Uint8Array(this.#bytes.length * 2 + 4);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}

/** Reads what a BitWriter wrote. @throws {ChunkError} instead of reading past the end. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #held = 0;
  #heldBits = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A whole number of `bits` bits; `bits` up to 53. */
  read(bits: number): number {
    if (bits <= PIECE_BITS) return this.#take(bits);
    const high = this.read(bits - PIECE_BITS);
    return high * PIECE + this.#take(PIECE_BITS);
  }

  /** The number of zeros before the next one. @throws {ChunkError} beyond `most`. */
  readUnary(most: number): number {
    let zeros = 0;
    for (;;) {
      if (this.#heldBits === 0) this.#load();
      const leading = Math.clz32(this.#held << (32 - this.#heldBits));
      if (leading < this.#heldBits) {
        this.#heldBits -= leading + 1;
        this.#held &= (1 << this.#heldBits) - 1;
        zeros += leading;
        if (zeros > most) throw new ChunkError('a run of zeros is too long');
        return zeros;
      }
      zeros += this.#heldBits;
      this.#heldBits = 0;
      if (zeros > most) throw new ChunkError('a run of zeros is too long');
    }
  }

  readVarint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 0x80) {
      const byte = this.#take(8);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new ChunkError('a number is too large');
  }

  /** @throws {ChunkError} when bytes are left over. */
  end(): void {
    if (this.#position < this.#bytes.length) throw new ChunkError('bytes are left over at the end');
  }

  #take(bits: number): number {
    while (this.#heldBits < bits) this.#load();
    this.#heldBits -= bits;
    const value = this.#held >>> this.#heldBits;
    this.#held &= (1 << this.#heldBits) - 1;
    return value;
  }

  #load(): void {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw new ChunkError('it ends too early');
    this.#position += 1;
    this.#held = (this.#held << 8) | byte;
    this.#heldBits += 8;
  }
}
