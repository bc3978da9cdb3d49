import { hasErrno } from '@/common/node/atomic-file';
import type { Report } from '@/common/protocol/report';
import type { StoredRecord } from './record';
import type { Segment } from './segment';
import { decodeReport } from './strip';

/** Reads a backlog one segment at a time: no more than that is ever held. */
export class SegmentReader {
  #segment: Segment | undefined;
  #version = 0;
  #records = new Map<number, StoredRecord>();

  /**
   * @returns nothing when the report is not there, or damaged
   * @throws {Error} when the file cannot be read
   */
  read(segment: Segment, sequence: number): Report | undefined {
    const known = this.#segment === segment && this.#version === segment.version;
    if (!known || !this.#records.has(sequence)) this.#load(segment);
    const record = this.#records.get(sequence);
    return record === undefined ? undefined : decodeReport(record);
  }

  /** Of the segment that was read last. */
  holds(sequence: number): boolean {
    return this.#records.has(sequence);
  }

  /** Lets go of what was read. */
  rest(): void {
    if (this.#segment === undefined) return;
    this.#segment = undefined;
    this.#records = new Map();
  }

  #load(segment: Segment): void {
    this.#records = new Map(recordsIn(segment).map((record) => [record.sequence, record]));
    this.#segment = segment;
    this.#version = segment.version;
  }
}

/** A file that is gone will not come back; any other failure may pass. */
function recordsIn(segment: Segment): readonly StoredRecord[] {
  try {
    return segment.read();
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
