import { crc32 } from 'node:zlib';

/** What the head of a record says, so that an outbox opens without decoding what it holds. */
interface RecordHead {
  /** Of the report; of a series, its slot. */
  readonly sequence: number;
  /** How many samples are lost with it. */
  readonly samples: number;
  readonly atMs: number;
}

export interface StoredRecord extends RecordHead {
  readonly payload: Uint8Array;
}

export interface Scan {
  readonly records: StoredRecord[];
  /** Bytes that belong to no whole record. */
  readonly damagedBytes: number;
}

/** Marks where a record may begin, so that reading goes on behind a damaged one. */
const MAGIC = Buffer.from('OBR1');
const CRC_AT = 4;
const LENGTH_AT = 8;
const SEQUENCE_AT = 12;
const SAMPLES_AT = 16;
const TIME_AT = 20;
const HEAD_BYTES = 28;

/** Magic, CRC-32 of all that follows, length, sequence, samples, time, payload; little-endian. */
export function encodeRecord({ sequence, samples, atMs, payload }: StoredRecord): Buffer {
  const record = Buffer.allocUnsafe(HEAD_BYTES + payload.length);
  MAGIC.copy(record);
  record.writeUInt32LE(payload.length, LENGTH_AT);
  record.writeUInt32LE(sequence, SEQUENCE_AT);
  record.writeUInt32LE(samples, SAMPLES_AT);
  record.writeDoubleLE(atMs, TIME_AT);
  record.set(payload, HEAD_BYTES);
  record.writeUInt32LE(crc32(record.subarray(LENGTH_AT)), CRC_AT);
  return record;
}

/** Finds every whole record, whatever lies between them; payloads are views of `bytes`. */
export function scanRecords(bytes: Buffer): Scan {
  const records: StoredRecord[] = [];
  let damagedBytes = 0;
  for (let at = 0; at < bytes.length; ) {
    const record = recordAt(bytes, at);
    if (record !== undefined) {
      records.push(record);
      at += HEAD_BYTES + record.payload.length;
      continue;
    }
    const next = bytes.indexOf(MAGIC, at + 1);
    const end = next < 0 ? bytes.length : next;
    damagedBytes += end - at;
    at = end;
  }
  return { records, damagedBytes };
}

function recordAt(bytes: Buffer, at: number): StoredRecord | undefined {
  if (at + HEAD_BYTES > bytes.length || bytes.compare(MAGIC, 0, 4, at, at + 4) !== 0) {
    return undefined;
  }
  const end = at + HEAD_BYTES + bytes.readUInt32LE(at + LENGTH_AT);
  if (end > bytes.length) return undefined;
  if (crc32(bytes.subarray(at + LENGTH_AT, end)) !== bytes.readUInt32LE(at + CRC_AT)) {
    return undefined;
  }
  return {
    sequence: bytes.readUInt32LE(at + SEQUENCE_AT),
    samples: bytes.readUInt32LE(at + SAMPLES_AT),
    atMs: bytes.readDoubleLE(at + TIME_AT),
    payload: bytes.subarray(at + HEAD_BYTES, end),
  };
}
