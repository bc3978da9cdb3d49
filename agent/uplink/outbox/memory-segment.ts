import { RangeSet } from './range-set';
import type { StoredRecord } from './record';
import type { Segment } from './segment';

/** Reports that the disk does not take at the moment. */
export class MemorySegment implements Segment {
  readonly epoch: string;
  readonly place = 'memory';
  readonly name: string;
  readonly pending = new RangeSet();
  bytes = 0;
  firstMs = 0;
  lastMs = 0;
  stripped = true;
  version = 0;
  #records: StoredRecord[] = [];

  constructor(epoch: string, name: string) {
    this.epoch = epoch;
    this.name = name;
  }

  append(record: StoredRecord): void {
    if (this.#records.length === 0) this.firstMs = record.atMs;
    this.lastMs = record.atMs;
    this.#records.push(record);
    this.pending.add(record.sequence);
    this.bytes += record.payload.length;
    this.stripped &&= record.samples === 0;
  }

  read(): readonly StoredRecord[] {
    return this.#records;
  }

  replace(records: readonly StoredRecord[]): void {
    this.pending.clear();
    this.#records = [...records];
    for (const { sequence } of records) this.pending.add(sequence);
    this.bytes = records.reduce((sum, { payload }) => sum + payload.length, 0);
    this.stripped = records.every(({ samples }) => samples === 0);
    this.version += 1;
  }

  async remove(): Promise<void> {
    this.#records = [];
    this.bytes = 0;
  }
}
