import { BitReader, BitWriter, ChunkError } from './bit-stream';
import { decodeFloats, encodeFloats } from './float-column';
import { decodeIntegers, encodeIntegers, isEncodable } from './integer-column';
import type { Samples } from './samples';

/**
 * A sealed chunk: a stretch of one series, compressed without loss.
 *
 *     version      1 byte
 *     count        varint
 *     times        whole numbers, see integer-column.ts
 *     values       doubles, see float-column.ts
 *     padding      to the next byte
 *     checksum     4 bytes, FNV-1a of everything before
 */

const VERSION = 1;
const CHECKSUM_BYTES = 4;
const BYTES_MIN = 1 + 1 + CHECKSUM_BYTES;

/** More is never written, and a chunk that claims more is not read. */
export const CHUNK_SAMPLES_MAX = 65_536;

/**
 * @param samples 1 to CHUNK_SAMPLES_MAX, ascending in time, times in whole milliseconds.
 * @throws {RangeError} for anything else.
 */
export function encodeChunk(samples: Samples): Uint8Array {
  const { times, values } = samples;
  if (times.length === 0 || times.length > CHUNK_SAMPLES_MAX || times.length !== values.length) {
    throw new RangeError(
      `A chunk holds 1 to ${CHUNK_SAMPLES_MAX} samples, not ${times.length} times and ${values.length} values`,
    );
  }
  if (!isEncodable(times)) throw new RangeError('A chunk holds times in whole milliseconds');
  const writer = new BitWriter(16 + times.length * 2);
  writer.write(VERSION, 8);
  writer.writeVarint(times.length);
  encodeIntegers(writer, times);
  encodeFloats(writer, values);
  const body = writer.finish();
  const bytes = new Uint8Array(body.length + CHECKSUM_BYTES);
  bytes.set(body);
  viewOf(bytes).setUint32(body.length, checksumOf(body));
  return bytes;
}

/**
 * The samples of a chunk, bit for bit as they were.
 * @throws {ChunkError} for bytes that are cut, damaged, or of another version.
 */
export function decodeChunk(bytes: Uint8Array): Samples {
  if (bytes.length < BYTES_MIN) throw new ChunkError(`it has only ${bytes.length} bytes`);
  const body = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
  if (viewOf(bytes).getUint32(body.length) !== checksumOf(body)) {
    throw new ChunkError('its checksum is wrong');
  }
  const reader = new BitReader(body);
  const version = reader.read(8);
  if (version !== VERSION) throw new ChunkError(`version ${version} is not known, only ${VERSION}`);
  const count = reader.readVarint();
  if (count === 0 || count > CHUNK_SAMPLES_MAX) throw new ChunkError(`it claims ${count} samples`);
  const times = new Float64Array(count);
  const values = new Float64Array(count);
  decodeIntegers(reader, times);
  decodeFloats(reader, values);
  reader.end();
  return { times, values };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function checksumOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
