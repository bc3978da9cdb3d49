import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { DiskSegment } from './disk-segment';
import { makeEpochDirectory, segmentPath, seriesPath } from './epoch-directory';
import { MemorySegment } from './memory-segment';
import type { OutboxLimits } from './outbox-limits';
import type { StoredRecord } from './record';
import type { Segment } from './segment';
import { type AnnouncedSeries, SeriesFile } from './series-file';

const MEMORY_SEGMENTS = 8;

export interface SegmentWriterOptions {
  readonly directory: string;
  readonly epoch: string;
  readonly limits: OutboxLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** All segments of the outbox, the oldest first; the writer adds and takes out its own. */
  readonly segments: Segment[];
}

interface AppendHow {
  /** To be synced at once. */
  readonly isUrgent: boolean;
  /** The disk is short of space: what is left of it is for states and events. */
  readonly isShort: boolean;
}

/**
 * Writes the reports of one epoch: to disk, and while the disk takes nothing, to memory, from
 * where they go to disk when it does again. Never throws for the disk's sake.
 */
export class SegmentWriter {
  readonly epoch: string;
  readonly #options: SegmentWriterOptions;
  #active: DiskSegment | undefined;
  #series: SeriesFile | undefined;
  #unwrittenSeries: AnnouncedSeries[] = [];
  #segmentsMade = 0;
  #memorySegmentsMade = 0;
  #failing = false;
  readonly #closing = new Set<Promise<void>>();

  constructor(options: SegmentWriterOptions) {
    this.epoch = options.epoch;
    this.#options = options;
  }

  /** @param series those that first appear in this record */
  append(record: StoredRecord, series: readonly AnnouncedSeries[], how: AppendHow): void {
    for (const one of series) this.#unwrittenSeries.push(one);
    if (how.isShort && !how.isUrgent && record.samples > 0) {
      this.#memoryRoom().append(record);
      return;
    }
    try {
      this.#writeSeries();
      if (!how.isShort) this.#spill();
      this.#room().append(record, how.isUrgent);
      if (this.#failing) this.#options.log.info('the disk takes reports again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        const reason = messageOf(error);
        this.#options.log.error('the disk takes no reports, keeping them in memory', { reason });
      }
      this.#failing = true;
      this.#memoryRoom().append(record);
    }
  }

  /** For a segment of which everything was acknowledged. @returns whether it stays in use */
  reuse(segment: Segment): boolean {
    if (segment !== this.#active || this.#active === undefined) return false;
    try {
      this.#active.reuse();
      return true;
    } catch {
      this.#active = undefined;
      return false;
    }
  }

  /** Nothing more is appended to this segment. */
  seal(segment: Segment): void {
    if (segment !== this.#active) return;
    this.#closeBeside(this.#active.seal());
    this.#active = undefined;
  }

  /** Resolves when all that is on its way to the disk is there. Ends this epoch's writing. */
  async close(): Promise<void> {
    this.#spillAtLast();
    if (this.#active !== undefined) this.seal(this.#active);
    if (this.#series !== undefined) this.#closeBeside(this.#series.close());
    this.#series = undefined;
    await Promise.all(this.#closing);
  }

  #closeBeside(closing: Promise<void>): void {
    const quiet = closing
      .catch((error: unknown) =>
        this.#options.log.warn('outbox file not closed', { reason: messageOf(error) }),
      )
      .finally(() => this.#closing.delete(quiet));
    this.#closing.add(quiet);
  }

  #writeSeries(): void {
    if (this.#unwrittenSeries.length === 0) return;
    const { directory, epoch, clock, log } = this.#options;
    if (this.#series === undefined) {
      makeEpochDirectory(directory, epoch);
      this.#series = new SeriesFile(seriesPath(directory, epoch), clock, log);
    }
    this.#series.append(this.#unwrittenSeries);
    this.#unwrittenSeries = [];
  }

  #room(): DiskSegment {
    const { directory, epoch, limits, clock, log, segments } = this.#options;
    if (this.#active !== undefined && this.#active.bytes < limits.segmentBytes) return this.#active;
    makeEpochDirectory(directory, epoch);
    const path = segmentPath(directory, epoch, this.#segmentsMade + 1);
    const made = DiskSegment.create(epoch, path, clock, log);
    this.#segmentsMade += 1;
    if (this.#active !== undefined) this.seal(this.#active);
    this.#active = made;
    segments.push(made);
    return made;
  }

  /** Brings what waits in memory to the disk. */
  #spill(): void {
    for (const memory of this.#memorySegments()) {
      for (const record of memory.read()) {
        if (!memory.pending.has(record.sequence)) continue;
        this.#room().append(record, false);
        memory.pending.remove(record.sequence, record.sequence);
      }
      this.#options.segments.splice(this.#options.segments.indexOf(memory), 1);
    }
  }

  #spillAtLast(): void {
    try {
      this.#writeSeries();
      this.#spill();
    } catch (error) {
      const reports = this.#memorySegments().reduce((sum, { pending }) => sum + pending.size, 0);
      const reason = messageOf(error);
      this.#options.log.error('the disk takes no reports, those in memory are lost', {
        reports,
        reason,
      });
    }
  }

  #memoryRoom(): MemorySegment {
    const { epoch, limits, segments } = this.#options;
    const last = this.#memorySegments().at(-1);
    if (last !== undefined && last.bytes < limits.memoryBytes / MEMORY_SEGMENTS) return last;
    this.#memorySegmentsMade += 1;
    const made = new MemorySegment(epoch, `memory ${epoch} ${this.#memorySegmentsMade}`);
    segments.push(made);
    return made;
  }

  #memorySegments(): MemorySegment[] {
    return this.#options.segments.filter(
      (segment): segment is MemorySegment =>
        segment.place === 'memory' && segment.epoch === this.#options.epoch,
    );
  }
}
