import type { RangeSet } from './range-set';
import type { StoredRecord } from './record';

/** Some reports of one epoch that follow one another, and which of them still wait. */
export interface Segment {
  readonly epoch: string;
  readonly place: 'disk' | 'memory';
  /** Names it in the loss ledger. */
  readonly name: string;
  readonly bytes: number;
  /** Sequences that are here and that the server has not acknowledged. */
  readonly pending: RangeSet;
  /** When its first and its last report were closed. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** There are no samples in it, or they were given up already. */
  readonly stripped: boolean;
  /** Changes whenever what was once read is no longer so; not by appending. */
  readonly version: number;

  /** @throws {Error} when the disk does not take it; nothing has changed then. */
  append(record: StoredRecord, urgent: boolean): void;

  /** Everything whole that is in it, acknowledged or not. */
  read(): readonly StoredRecord[];

  /**
   * Puts these in the place of all that it holds; nothing is appended after that.
   * @throws {Error} when the disk does not take it; nothing has changed then.
   */
  replace(records: readonly StoredRecord[]): void;

  remove(): Promise<void>;
}
