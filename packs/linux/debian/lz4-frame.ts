/** Of the LZ4 frame format, see lz4_Frame_format.md: what apt and lz4(1) write. Checksums are passed over. */
const MAGIC = 0x184d2204;
const BLOCK_BYTES = [0, 0, 0, 0, 65_536, 262_144, 1_048_576, 4_194_304];
/** How far back a match may reach, over the border of a block, too. */
const WINDOW_BYTES = 65_536;

/**
 * The text of an LZ4 frame, block by block, with one block and its window in memory. A piece is good
 * until the next one is asked for.
 * @throws {Error} when `pieces` is not a whole frame without dictionary.
 */
export async function* unpackLz4(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new ByteReader(pieces);
  try {
    yield* unpackFrame(input);
  } finally {
    await input.close();
  }
}

async function* unpackFrame(input: ByteReader): AsyncGenerator<Uint8Array> {
  const frame = await readHeader(input);
  const buffer = new Uint8Array(WINDOW_BYTES + frame.blockBytes);
  let filled = 0;
  for (;;) {
    const word = await input.word();
    if (word === 0) return;
    const block = await input.take(blockSize(word, frame.blockBytes));
    const start = slideWindow(buffer, filled);
    filled = word >>> 31 === 1 ? copy(block, buffer, start) : unpackBlock(block, buffer, start);
    if (frame.hasBlockChecksum) await input.take(4);
    yield buffer.subarray(start, filled);
  }
}

interface FrameHeader {
  readonly blockBytes: number;
  readonly hasBlockChecksum: boolean;
}

async function readHeader(input: ByteReader): Promise<FrameHeader> {
  if ((await input.word()) !== MAGIC) throw new Error('expected an LZ4 frame');
  const [flags = 0, size = 0] = await input.take(2);
  const hasDictionary = (flags & 0x01) !== 0;
  const blockBytes = BLOCK_BYTES[(size >> 4) & 0x07] ?? 0;
  if (flags >> 6 !== 1 || hasDictionary || blockBytes === 0) {
    throw new Error('expected an LZ4 frame of version 1 without dictionary');
  }
  const hasContentSize = (flags & 0x08) !== 0;
  await input.take(hasContentSize ? 9 : 1);
  return { blockBytes, hasBlockChecksum: (flags & 0x10) !== 0 };
}

function blockSize(word: number, blockBytes: number): number {
  const size = word & 0x7fff_ffff;
  if (size > blockBytes) throw new Error('LZ4: a block is larger than the frame allows');
  return size;
}

/** @returns where the next block begins: behind as much of what came before as a match may reach. */
function slideWindow(buffer: Uint8Array, filled: number): number {
  if (filled <= WINDOW_BYTES) return filled;
  buffer.copyWithin(0, filled - WINDOW_BYTES, filled);
  return WINDOW_BYTES;
}

function copy(block: Uint8Array, buffer: Uint8Array, start: number): number {
  if (start + block.length > buffer.length) throw new Error('LZ4: a block is too long');
  buffer.set(block, start);
  return start + block.length;
}

/** A copy of so few bytes is done sooner in a loop than by a call. */
const LOOP_BYTES_MAX = 8;
/** In half a token it means that bytes of the length follow. */
const LONG = 15;

interface Source {
  readonly block: Uint8Array;
  at: number;
}

/**
 * Sequences of literals and matches, see lz4_Block_format.md. A list of packages has two million of
 * them, most of a few bytes, and this runs without an optimising compiler: hence few calls.
 * @returns where the block ends in `buffer`.
 */
export function unpackBlock(block: Uint8Array, buffer: Uint8Array, start: number): number {
  const source: Source = { block, at: 0 };
  let end = start;
  while (source.at < block.length) {
    const token = block[source.at++] ?? 0;
    const literals = token >> 4;
    end = copyLiterals(source, literals < LONG ? literals : longLength(source), buffer, end);
    if (source.at === block.length) return end;
    const distance = (block[source.at++] ?? 0) | ((block[source.at++] ?? 0) << 8);
    const match = token & 15;
    end = copyMatch(buffer, end, distance, (match < LONG ? match : longLength(source)) + 4);
  }
  return end;
}

/** Bytes to be added up until one is not 255. */
function longLength(source: Source): number {
  let length = LONG;
  for (;;) {
    const more = source.block[source.at++];
    if (more === undefined) throw new Error('LZ4: a block is cut off');
    length += more;
    if (more < 255) return length;
  }
}

function copyLiterals(source: Source, length: number, buffer: Uint8Array, end: number): number {
  const { block, at } = source;
  const stop = at + length;
  if (stop > block.length) throw new Error('LZ4: a block is cut off');
  source.at = stop;
  if (length > LOOP_BYTES_MAX) return copy(block.subarray(at, stop), buffer, end);
  if (end + length > buffer.length) throw new Error('LZ4: a block is too long');
  let to = end;
  for (let from = at; from < stop; from += 1) buffer[to++] = block[from] ?? 0;
  return to;
}

/** A match may reach into itself: that is how a run of equal bytes is written. */
function copyMatch(buffer: Uint8Array, end: number, distance: number, length: number): number {
  let from = end - distance;
  const stop = end + length;
  if (distance === 0 || from < 0 || stop > buffer.length) {
    throw new Error('LZ4: a match lies outside of what was read');
  }
  if (length > LOOP_BYTES_MAX && length <= distance) {
    buffer.copyWithin(end, from, from + length);
    return stop;
  }
  for (let to = end; to < stop; to += 1) buffer[to] = buffer[from++] ?? 0;
  return stop;
}

/** Takes bytes from pieces of any size. */
class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #at = 0;
  #taken = new Uint8Array(64 * 1024);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** @returns so many bytes, which are good until the next call. */
  async take(count: number): Promise<Uint8Array> {
    if (count > this.#taken.length) this.#taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.#at === this.#piece.length) await this.#next();
      const some = this.#piece.subarray(this.#at, this.#at + count - filled);
      this.#taken.set(some, filled);
      this.#at += some.length;
      filled += some.length;
    }
    return this.#taken.subarray(0, count);
  }

  /** Four bytes, the lowest first. */
  async word(): Promise<number> {
    const [a = 0, b = 0, c = 0, d = 0] = await this.take(4);
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }

  /** The end of a frame comes before the end of its file, which would stay open. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #next(): Promise<void> {
    const next = await this.#pieces.next();
    if (next.done === true) throw new Error('LZ4: the frame is cut off');
    this.#piece = next.value;
    this.#at = 0;
  }
}
