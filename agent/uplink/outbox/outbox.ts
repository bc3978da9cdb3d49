import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { hasErrno } from '@/common/node/atomic-file';
import type { Announcement, Report } from '@/common/protocol/report';
import { enforceBounds } from './bounds';
import { missingBytes, type ReadSpace, readSpace } from './disk-floor';
import { openEarlierSegments } from './earlier-segments';
import { removeEpochDirectory, seriesPath } from './epoch-directory';
import type { Loss } from './loss';
import { LossLedger } from './loss-ledger';
import type { OutboxLimits } from './outbox-limits';
import type { Segment } from './segment';
import { SegmentReader } from './segment-reader';
import { SegmentWriter } from './segment-writer';
import { type AnnouncedSeries, readSeriesFile } from './series-file';
import { recordOf, samplesOf } from './strip';

export interface OutboxOptions {
  readonly directory: string;
  readonly epoch: string;
  readonly limits: OutboxLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly readSpace?: ReadSpace;
}

export interface OutboxStatus {
  readonly reports: number;
  readonly bytes: number;
  readonly oldestMs: number | null;
  readonly droppedSamples: number;
}

/**
 * Every report that the server has not acknowledged, on disk, in segments under a directory for
 * each epoch. Bounded in bytes and age: the oldest samples are given up first, whole reports last,
 * and what was lost is counted. Some of the disk is left free: below that, samples wait in memory. No
 * failure of the disk is thrown at whoever appends.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #segments: Segment[] = [];
  readonly #held = new Set<string>();
  readonly #reader = new SegmentReader();
  readonly #ledger: LossLedger;
  #writer: SegmentWriter;
  #isShort = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#makeDirectory();
    this.#ledger = new LossLedger(join(options.directory, 'loss.json'), options.log);
    this.#writer = this.#writerOf(options.epoch);
    this.#openEarlier();
    this.#enforce();
  }

  get status(): OutboxStatus {
    const waiting = this.#segments.filter(({ pending }) => pending.size > 0);
    return {
      reports: waiting.reduce((sum, { pending }) => sum + pending.size, 0),
      bytes: waiting.reduce((sum, { bytes }) => sum + bytes, 0),
      oldestMs: waiting[0]?.firstMs ?? null,
      droppedSamples: this.#ledger.samplesTotal,
    };
  }

  /** What was lost since the last `lossTold`. */
  get untoldLoss(): Loss | null {
    return this.#ledger.untold;
  }

  lossTold(): void {
    this.#ledger.told();
  }

  /** @param series those that first appear in this report */
  append(report: Report, series: readonly AnnouncedSeries[]): void {
    this.#lookAtSpace();
    const { events, checkEvents, groupChanges } = report;
    const isUrgent = events.length + checkEvents.length + groupChanges.length > 0;
    this.#writer.append(recordOf(report), series, { isUrgent, isShort: this.#isShort });
    this.#enforce();
  }

  /** Reports of an epoch from now on, the former one being full. */
  async beginEpoch(epoch: string): Promise<void> {
    const former = this.#writer;
    this.#writer = this.#writerOf(epoch);
    await former.close();
    this.#settleAcknowledged();
  }

  /** The server has these. */
  acknowledge(epoch: string, first: number, last: number): void {
    for (const segment of [...this.#segments]) {
      if (segment.epoch !== epoch) continue;
      const removed = segment.pending.remove(first, last);
      if (removed > 0 && segment.pending.size === 0) this.#settle(segment);
    }
  }

  /** Keeps a report that is on its way out of `oldest` and from being stripped. */
  hold({ epoch, sequence }: Report): void {
    this.#held.add(`${epoch} ${sequence}`);
  }

  release({ epoch, sequence }: Report): void {
    this.#held.delete(`${epoch} ${sequence}`);
  }

  /**
   * The oldest report that waits and is not held.
   * @throws {Error} when it cannot be read just now
   */
  oldest(): Report | undefined {
    for (const segment of [...this.#segments]) {
      const report = this.#oldestOf(segment);
      if (report !== undefined) return report;
    }
    this.#reader.rest();
    return undefined;
  }

  /** The server will never take this report. */
  giveUp(report: Report): void {
    const loss = samplesOf(report) ?? wholeReport(report.atMs, report.atMs, 1);
    this.#ledger.enter(`refused ${report.epoch} ${report.sequence}`, loss);
    this.acknowledge(report.epoch, report.sequence, report.sequence);
  }

  /** Samples of a report that cannot be sent, the rest of it having been sent. */
  enterLoss(cause: string, loss: Loss): void {
    this.#ledger.enter(cause, loss);
  }

  /** The series of an earlier epoch, as its run wrote them down. */
  *announcements(epoch: string): Generator<Announcement> {
    try {
      yield* readSeriesFile(seriesPath(this.#options.directory, epoch), epoch);
    } catch (error) {
      if (!hasErrno(error, 'ENOENT')) throw error;
    }
  }

  /** Resolves when everything is on the disk. Nothing may be appended any more. */
  async close(): Promise<void> {
    await this.#writer.close();
    this.#settleAcknowledged();
  }

  #makeDirectory(): void {
    const { directory, log } = this.#options;
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    } catch (error) {
      log.error('no outbox directory', { directory, reason: messageOf(error) });
    }
  }

  #writerOf(epoch: string): SegmentWriter {
    return new SegmentWriter({ ...this.#options, epoch, segments: this.#segments });
  }

  /** Takes over what earlier runs have left. */
  #openEarlier(): void {
    const { directory, log } = this.#options;
    const lose = (cause: string, loss: Loss) => this.#ledger.enter(cause, loss);
    for (const segment of openEarlierSegments(directory, this.#writer.epoch, lose, log)) {
      this.#segments.push(segment);
    }
    this.#settleAcknowledged();
  }

  #firstFree(segment: Segment): number | undefined {
    for (const sequence of segment.pending.values()) {
      if (!this.#isHeld(segment, sequence)) return sequence;
    }
    return undefined;
  }

  #isHeld(segment: Segment, sequence: number): boolean {
    return this.#held.has(`${segment.epoch} ${sequence}`);
  }

  #oldestOf(segment: Segment): Report | undefined {
    for (;;) {
      const sequence = this.#firstFree(segment);
      if (sequence === undefined) return undefined;
      const report = this.#reader.read(segment, sequence);
      if (report !== undefined) return report;
      this.#dropMissing(segment, sequence);
    }
  }

  /** What was in the segment once and is not, and this one, which is no report. */
  #dropMissing(segment: Segment, sequence: number): void {
    const missing = [...segment.pending.values()].filter(
      (value) => value === sequence || !this.#reader.holds(value),
    );
    const loss = wholeReport(segment.firstMs, segment.lastMs, missing.length);
    this.#ledger.enter(`damaged ${segment.name} ${sequence}`, loss);
    for (const value of missing) this.acknowledge(segment.epoch, value, value);
  }

  #missingBytes(): number {
    const { directory, readSpace: read = readSpace } = this.#options;
    return missingBytes(read, directory);
  }

  #lookAtSpace(): void {
    const bytes = this.#missingBytes();
    const isShort = bytes > 0;
    if (isShort === this.#isShort) return;
    this.#isShort = isShort;
    const { log, directory } = this.#options;
    if (isShort) {
      log.warn('disk nearly full, the oldest samples are given up', {
        directory,
        missingBytes: bytes,
      });
    } else log.info('disk has space again', { directory });
  }

  #enforce(): void {
    enforceBounds(this.#segments, {
      missingBytes: () => this.#missingBytes(),
      limits: this.#options.limits,
      wallMs: this.#options.clock.wallMs(),
      isHeld: (segment, sequence) => this.#isHeld(segment, sequence),
      seal: (segment) => this.#writer.seal(segment),
      lose: (cause, loss) => this.#ledger.enter(cause, loss),
      settle: (segment) => this.#settle(segment),
      log: this.#options.log,
    });
  }

  /** Of a segment with nothing left to send. */
  #settle(segment: Segment): void {
    if (this.#writer.reuse(segment)) return;
    const at = this.#segments.indexOf(segment);
    if (at >= 0) this.#segments.splice(at, 1);
    this.#removeBeside(segment);
    this.#forgetEpochIfDone(segment.epoch);
  }

  #settleAcknowledged(): void {
    for (const segment of [...this.#segments]) {
      if (segment.pending.size === 0) this.#settle(segment);
    }
  }

  #removeBeside(segment: Segment): void {
    segment.remove().catch((error: unknown) => {
      this.#options.log.warn('segment not removed', { reason: messageOf(error) });
    });
  }

  #forgetEpochIfDone(epoch: string): void {
    if (epoch === this.#writer.epoch) return;
    if (this.#segments.some((segment) => segment.epoch === epoch)) return;
    try {
      removeEpochDirectory(this.#options.directory, epoch);
    } catch (error) {
      this.#options.log.warn('epoch not removed', { epoch, reason: messageOf(error) });
    }
  }
}

function wholeReport(fromMs: number, toMs: number, reports: number): Loss {
  return { samples: 0, reports, fromMs, toMs };
}
