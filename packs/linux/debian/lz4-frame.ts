/** Of the LZ4 frame format, see lz4_Frame_format.md: what apt and lz4(1) write. Checksums are passed over. */
const MAGIC = 0x184d2204;
const BLOCK_BYTES = [0, 0, 0, 0, 65_536, 262_144, 1_048_576, 4_194_304];
/** How far back a match may reach, over the border of a block, too. */
const WINDOW_BYTES = 65_536;

/**
 * The text of an LZ4 frame, block by block, with one block and its window in memory.
 * @throws {Error} when `pieces` is not a whole frame without dictionary.
 */
export async function* unpackLz4(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new ByteReader(pieces);
  const frame = await readHeader(input);
  const buffer = new Uint8Array(WINDOW_BYTES + frame.blockBytes);
  let filled = 0;
  for (;;) {
    const word = await input.word();
    if (word === 0) return;
    const block = await input.take(blockSize(word, frame.blockBytes));
    if (frame.hasBlockChecksum) await input.take(4);
    const start = slideWindow(buffer, filled);
    filled = word >>> 31 === 1 ? copy(block, buffer, start) : unpackBlock(block, buffer, start);
    yield buffer.slice(start, filled);
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

/**
 * Sequences of literals and matches, see lz4_Block_format.md.
 * @returns where the block ends in `buffer`.
 */
export function unpackBlock(block: Uint8Array, buffer: Uint8Array, start: number): number {
  const source = { block, at: 0 };
  let end = start;
  while (source.at < block.length) {
    const token = block[source.at++] ?? 0;
    const literals = lengthOf(source, token >> 4);
    const stop = source.at + literals;
    if (stop > block.length) throw new Error('LZ4: a block is cut off');
    end = copy(block.subarray(source.at, stop), buffer, end);
    source.at = stop;
    if (stop === block.length) return end;
    const distance = (block[source.at] ?? 0) | ((block[source.at + 1] ?? 0) << 8);
    source.at += 2;
    end = copyMatch(buffer, end, distance, lengthOf(source, token & 15) + 4);
  }
  return end;
}

/** Fifteen means that bytes follow, to be added up until one is not 255. */
function lengthOf(source: { block: Uint8Array; at: number }, nibble: number): number {
  let length = nibble;
  if (nibble < 15) return length;
  for (;;) {
    const more = source.block[source.at++];
    if (more === undefined) throw new Error('LZ4: a block is cut off');
    length += more;
    if (more < 255) return length;
  }
}

/** A match may reach into itself: that is how a run of equal bytes is written. */
function copyMatch(buffer: Uint8Array, end: number, distance: number, length: number): number {
  const from = end - distance;
  if (distance === 0 || from < 0 || end + length > buffer.length) {
    throw new Error('LZ4: a match lies outside of what was read');
  }
  if (distance >= length) {
    buffer.copyWithin(end, from, from + length);
    return end + length;
  }
  for (let at = 0; at < length; at += 1) buffer[end + at] = buffer[from + at] ?? 0;
  return end + length;
}

/** Takes bytes from pieces of any size. */
class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Uint8Array> {
    while (this.#rest.length < count) {
      const next = await this.#pieces.next();
      if (next.done === true) throw new Error('LZ4: the frame is cut off');
      this.#rest = Buffer.concat([this.#rest, next.value]);
    }
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  /** Four bytes, the lowest first. */
  async word(): Promise<number> {
    const [a = 0, b = 0, c = 0, d = 0] = await this.take(4);
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }
}
