import { readFileSync, statSync } from 'node:fs';
import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import { unlinkIfThere, writeFileAtomic } from '@/common/node/atomic-file';
import { DurableFile } from './durable-file';
import type { Loss } from './loss';
import { RangeSet } from './range-set';
import { encodeRecord, type StoredRecord, scanRecords } from './record';
import type { Segment } from './segment';

/** A segment file. Only one that was made by this run of the agent is appended to. */
export class DiskSegment implements Segment {
  readonly epoch: string;
  readonly place = 'disk';
  readonly name: string;
  readonly pending = new RangeSet();
  bytes = 0;
  firstMs = 0;
  lastMs = 0;
  stripped = true;
  version = 0;
  readonly #path: string;
  #file: DurableFile | undefined;

  private constructor(epoch: string, path: string, file?: DurableFile) {
    this.epoch = epoch;
    this.name = path;
    this.#path = path;
    this.#file = file;
  }

  /** @throws {Error} when the disk does not take a new file. */
  static create(epoch: string, path: string, clock: Clock, log: Log): DiskSegment {
    return new DiskSegment(epoch, path, new DurableFile(path, clock, log));
  }

  /** Opens what an earlier run has left, to be sent and removed. */
  static open(epoch: string, path: string): { segment: DiskSegment; damage: Loss | null } {
    const segment = new DiskSegment(epoch, path);
    const { records, damagedBytes } = scanRecords(readFileSync(path));
    for (const record of records) segment.#count(record);
    segment.bytes = statSync(path).size;
    const damage = damagedBytes === 0 ? null : damageIn(path, records);
    return { segment, damage };
  }

  append(record: StoredRecord, urgent: boolean): void {
    if (this.#file === undefined) throw new Error(`segment ${this.#path} is closed`);
    const encoded = encodeRecord(record);
    this.#file.append(encoded, urgent);
    this.bytes = this.#file.length;
    this.#count(record);
  }

  read(): readonly StoredRecord[] {
    return scanRecords(readFileSync(this.#path)).records;
  }

  get sealed(): boolean {
    return this.#file === undefined;
  }

  /** Forgets everything in it, when all of it was acknowledged, and goes on in the same file. */
  reuse(): void {
    this.#file?.truncate();
    this.bytes = 0;
    this.stripped = true;
    this.version += 1;
  }

  replace(records: readonly StoredRecord[]): void {
    const content = Buffer.concat(records.map(encodeRecord));
    writeFileAtomic(this.#path, content);
    this.pending.clear();
    this.stripped = true;
    for (const record of records) this.#count(record);
    this.bytes = content.length;
    this.version += 1;
  }

  /** Nothing more is appended; resolves when it is on the disk. */
  async seal(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async remove(): Promise<void> {
    this.#file?.truncate();
    unlinkIfThere(this.#path);
    await this.seal();
  }

  #count({ sequence, atMs, samples }: StoredRecord): void {
    if (this.pending.size === 0) this.firstMs = atMs;
    this.lastMs = atMs;
    this.pending.add(sequence);
    this.stripped &&= samples === 0;
  }
}

/** How many reports are missing between those that are whole, at least one; and of which time. */
function damageIn(path: string, records: readonly StoredRecord[]): Loss {
  const first = records[0];
  const last = records[records.length - 1];
  if (first === undefined || last === undefined) {
    const { mtimeMs } = statSync(path);
    return { samples: 0, reports: 1, fromMs: mtimeMs, toMs: mtimeMs };
  }
  const missing = last.sequence - first.sequence + 1 - records.length;
  return { samples: 0, reports: Math.max(1, missing), fromMs: first.atMs, toMs: last.atMs };
}
