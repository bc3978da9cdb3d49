import { ChunkError } from '@/common/series/bit-stream';
import { decodeChunk, encodeChunk } from '@/common/series/chunk-codec';
import type { Samples } from '@/common/series/samples';
import type { SeriesFrame } from './sample-store';

/**
 * What a row of the journal holds, little-endian:
 *
 *     version   1 byte
 *     kind      1 byte          FRAMES or SNAPSHOT
 *     records   of that kind, one after the other
 *
 *     frame     count u32, time f64, count × series id u32, count × value f64
 *     snapshot  series id u32, length u32, one sealed chunk (common/series/chunk-codec.ts)
 */
export const FRAMES = 1;
export const SNAPSHOT = 2;

const VERSION = 1;
const HEADER_BYTES = 2;
const FRAME_HEADER_BYTES = 12;
const SNAPSHOT_HEADER_BYTES = 8;
const ID_BYTES = 4;
const VALUE_BYTES = 8;

export function packRow(kind: number, records: readonly Uint8Array[]): Uint8Array {
  let sizeBytes = HEADER_BYTES;
  for (const record of records) sizeBytes += record.length;
  const row = new Uint8Array(sizeBytes);
  row[0] = VERSION;
  row[1] = kind;
  let end = HEADER_BYTES;
  for (const record of records) {
    row.set(record, end);
    end += record.length;
  }
  return row;
}

/** Ids and values are copied as they lie in memory: every platform of Node is little-endian. */
export function packFrames(frames: readonly SeriesFrame[]): Uint8Array {
  let sizeBytes = 0;
  for (const { seriesIds } of frames) {
    sizeBytes += FRAME_HEADER_BYTES + seriesIds.length * (ID_BYTES + VALUE_BYTES);
  }
  const bytes = new Uint8Array(sizeBytes);
  const view = viewOf(bytes);
  let end = 0;
  for (const { atMs, seriesIds, values } of frames) {
    view.setUint32(end, seriesIds.length, true);
    view.setFloat64(end + 4, atMs, true);
    end += FRAME_HEADER_BYTES;
    bytes.set(bytesOf(seriesIds), end);
    end += seriesIds.byteLength;
    bytes.set(bytesOf(values), end);
    end += values.byteLength;
  }
  return bytes;
}

export function packSnapshot(seriesId: number, samples: Samples): Uint8Array {
  const chunk = encodeChunk(samples);
  const bytes = new Uint8Array(SNAPSHOT_HEADER_BYTES + chunk.length);
  viewOf(bytes).setUint32(0, seriesId, true);
  viewOf(bytes).setUint32(4, chunk.length, true);
  bytes.set(chunk, SNAPSHOT_HEADER_BYTES);
  return bytes;
}

export interface RowVisitor {
  frame(frame: SeriesFrame): void;
  snapshot(seriesId: number, samples: Samples): void;
}

/** @throws {ChunkError} for a row that is cut, damaged, or of another version. */
export function readRow(row: Uint8Array, visitor: RowVisitor): void {
  const [version, kind] = row;
  if (version !== VERSION) throw new ChunkError(`a journal row of version ${version}`);
  if (kind !== FRAMES && kind !== SNAPSHOT) throw new ChunkError(`a journal row of kind ${kind}`);
  const read = kind === FRAMES ? readFrame : readSnapshot;
  const view = viewOf(row);
  for (let start = HEADER_BYTES; start < row.length; ) start = read(view, start, visitor);
}

function readFrame(view: DataView, start: number, visitor: RowVisitor): number {
  need(view, start, FRAME_HEADER_BYTES);
  const count = view.getUint32(start, true);
  const atMs = view.getFloat64(start + 4, true);
  const ids = start + FRAME_HEADER_BYTES;
  const values = ids + count * ID_BYTES;
  const end = values + count * VALUE_BYTES;
  need(view, ids, end - ids);
  const { buffer, byteOffset } = view;
  // Copies, because typed arrays want their place in the buffer aligned.
  visitor.frame({
    atMs,
    seriesIds: new Uint32Array(buffer.slice(byteOffset + ids, byteOffset + values)),
    values: new Float64Array(buffer.slice(byteOffset + values, byteOffset + end)),
  });
  return end;
}

function readSnapshot(view: DataView, start: number, visitor: RowVisitor): number {
  need(view, start, SNAPSHOT_HEADER_BYTES);
  const seriesId = view.getUint32(start, true);
  const length = view.getUint32(start + 4, true);
  const chunk = start + SNAPSHOT_HEADER_BYTES;
  need(view, chunk, length);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + chunk, length);
  visitor.snapshot(seriesId, decodeChunk(bytes));
  return chunk + length;
}

function need(view: DataView, start: number, sizeBytes: number): void {
  if (start + sizeBytes > view.byteLength) throw new ChunkError('a journal row ends too early');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bytesOf(array: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
