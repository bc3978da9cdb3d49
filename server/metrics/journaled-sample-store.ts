import { setImmediate as breathe } from 'node:timers/promises';
import type { Cancel, Clock } from '@/common/clock';
import type { SeriesDescription } from '@/common/domain/metric';
import type { Range, RangeQuery, SeriesRow, SeriesSelector } from '@/common/domain/range';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { tidySamples } from '@/common/series/samples';
import type { Database, Sql } from '../db/database';
import { type Claim, HELD } from '../jobs/claims';
import { JournalFollower } from './journal-follower';
import { packFrames, packSnapshot } from './journal-row';
import { lastSamples } from './last-samples';
import { copyOf, HOUR_MS } from './open-samples';
import { RangeReader } from './range-reader';
import { DEFAULT_RETENTION, expireSamples, type Retention } from './retention';
import { SampleIntake } from './sample-intake';
import { SampleJournal } from './sample-journal';
import { SampleMemory } from './sample-memory';
import type {
  PreparedAppend,
  SampleStore,
  SampleStoreDeps,
  SampleStoreStats,
  SeriesFrame,
} from './sample-store';
import { type SealCounts, sealBefore } from './seal';
import { releaseSealed } from './sealed-elsewhere';
import type { DamageReport } from './sealed-samples';
import { SeriesIndex } from './series-index';

/** An hour is sealed this long after its end, so that most late samples still find it open. */
const SEAL_GRACE_MS = 120_000;

/** Beyond it the hour that is still running is sealed too, and merged with its rest later on. */
const OPEN_BYTES_MAX = 512_000_000;

/** Series packed between two breaths of the event loop. */
const PACKED_AT_ONCE = 500;

/**
 * Samples in three places: a journal row for each commit, open chunks in memory, and sealed chunks
 * with hourly roll-ups.
 *
 * - **Ingest** writes one journal row and, once that is committed, appends to the open chunks.
 * - **Seal** writes the open chunks of past hours as one row a series and hour. It merges with what
 *   is sealed of that hour, so that sealing something again changes nothing.
 * - **Checkpoint** writes all open samples, compressed, as a snapshot into the journal, and in the
 *   same transaction deletes the rows whose samples are in it or were sealed.
 * - **Start** reads the snapshot, then the rows after it, into the open chunks.
 *
 * A crash before the commit of a journal row loses what nobody acknowledged; after it, `open` finds
 * the row. A crash between seal and checkpoint brings sealed samples back as open ones; reads and the
 * next seal merge them by time. At equal times the sample that arrived last wins.
 *
 * Several servers on one database share journal and chunks. Each holds all open samples in memory, so
 * that it can answer for all nodes: it applies the rows of the others as they are told of them (see
 * `JournalFollower`). The one that holds the claim seals and checkpoints, after it has taken up every
 * row there is; the others let go of a sample when they find it sealed.
 */
export class JournaledSampleStore implements SampleStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #retention: Retention;
  readonly #memory = new SampleMemory();
  readonly #open = this.#memory.open;
  readonly #index: SeriesIndex;
  readonly #intake: SampleIntake;
  readonly #journal: SampleJournal;
  readonly #reader: RangeReader;
  readonly #follower: JournalFollower;
  readonly #claim: Claim;
  readonly #onForeignFrame: (frame: SeriesFrame) => void;
  #unfollowSeries: Cancel = () => undefined;
  readonly #sealed: SealCounts = { chunks: 0, samples: 0, sizeBytes: 0, left: 0 };
  readonly #openBytesMax: number;
  readonly #damagedChunks = new Set<string>();
  #appendedSamples = 0;
  /** The end of the queue in which seal, checkpoint and expire wait for one another. */
  #maintenance: Promise<void> = Promise.resolve();

  constructor({ database, clock, log, ...options }: SampleStoreDeps) {
    const { retention = DEFAULT_RETENTION, openBytesMax = OPEN_BYTES_MAX } = options;
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#retention = retention;
    this.#openBytesMax = openBytesMax;
    this.#claim = options.claim ?? HELD;
    this.#onForeignFrame = options.onForeignFrame ?? (() => undefined);
    this.#index = new SeriesIndex(database);
    this.#intake = new SampleIntake(clock, retention.fineMs);
    this.#journal = new SampleJournal({
      database,
      clock,
      log,
      claim: this.#claim,
      visitor: {
        frame: (frame) => {
          if (this.#memory.readBack(frame)) this.#onForeignFrame(frame);
        },
        snapshot: (seriesId, samples) => this.#memory.restore(seriesId, samples),
      },
    });
    this.#follower = new JournalFollower({
      database,
      journal: this.#journal,
      clock,
      log,
      rebuild: () => this.#rebuild(),
      exclusive: (work) => this.#exclusive(work),
      releaseSealed: (hour) =>
        releaseSealed(hour ?? this.#dueHour(), {
          open: this.#open,
          database,
          onDamage: this.#onDamage,
        }),
    });
    this.#reader = new RangeReader({
      database,
      index: this.#index,
      open: this.#open,
      onDamage: this.#onDamage,
    });
  }

  async open(): Promise<void> {
    this.#unfollowSeries = this.#index.follow();
    this.#follower.start();
    await this.#exclusive(() => this.#journal.replay());
    // Another server may have replaced rows between two pages of what was just read.
    if (this.#database.channel.isShared) await this.#follower.check();
  }

  async close(): Promise<void> {
    this.#unfollowSeries();
    await this.#follower.stop();
    await this.#maintenance;
  }

  catchUp(): Promise<void> {
    return this.#follower.check();
  }

  resolve(sql: Sql, nodeId: string, descriptions: readonly SeriesDescription[]): Promise<number[]> {
    return this.#index.resolve(sql, nodeId, descriptions);
  }

  prepare(frames: readonly SeriesFrame[]): PreparedAppend {
    const admitted = this.#intake.admit(frames);
    let samples = 0;
    for (const { seriesIds } of admitted) samples += seriesIds.length;
    return { samples, frames: admitted, bytes: packFrames(admitted) };
  }

  journal(sql: Sql, ...appends: readonly PreparedAppend[]): Promise<void> {
    return this.#journal.write(sql, appends);
  }

  apply(...appends: readonly PreparedAppend[]): void {
    for (const append of appends) {
      if (append.samples === 0) continue;
      this.#journal.markApplied(append);
      for (const frame of append.frames) this.#append(frame);
      this.#appendedSamples += append.samples;
    }
  }

  range(query: RangeQuery): Promise<Range> {
    return this.#reader.read(query, this.#clock.wallMs() - this.#retention.fineMs);
  }

  async rows(nodeId: string): Promise<SeriesRow[]> {
    const found = await this.#index.find(nodeId);
    const ids = found.map(({ id }) => id);
    const lasts = await lastSamples(this.#database, this.#open, ids, this.#clock.wallMs());
    return found.map(({ id, ...record }) => {
      const last = lasts.get(id);
      return {
        seriesId: id,
        ...record,
        lastMs: last?.atMs ?? null,
        lastValue: last?.value ?? null,
      };
    });
  }

  async lookup(nodeId: string, selectors: readonly SeriesSelector[]): Promise<number[]> {
    const found = await this.#index.find(nodeId, selectors);
    return found.map(({ id }) => id);
  }

  last(seriesId: number): { readonly atMs: number; readonly value: number } | undefined {
    return this.#open.last(seriesId);
  }

  seriesVersion(nodeId: string): number {
    return this.#index.version(nodeId);
  }

  forget(nodeId: string): void {
    this.#index.forget(nodeId);
  }

  seal(): Promise<void> {
    return this.#exclusive(async () => {
      const isPressed = this.#open.capacityBytes > this.#openBytesMax;
      const hour = isPressed ? Number.POSITIVE_INFINITY : this.#dueHour();
      const chunks = await sealBefore(hour, {
        open: this.#open,
        database: this.#database,
        claim: this.#claim,
        counts: this.#sealed,
        onDamage: this.#onDamage,
      });
      if (chunks > 0) this.#follower.tellSealed(hour);
    });
  }

  checkpoint(): Promise<void> {
    return this.#exclusive(async () => {
      await this.#journal.adopt();
      // Rows applied from here on may be in the snapshot too; replaying them over it is harmless.
      const ids = this.#journal.appliedIds();
      await this.#journal.replace(ids, await this.#packOpen());
    });
  }

  expire(): Promise<void> {
    return this.#exclusive(() =>
      expireSamples(this.#database, this.#clock.wallMs(), this.#retention),
    );
  }

  stats(): SampleStoreStats {
    const { refused, clamped } = this.#intake.counts;
    return {
      openSeries: this.#open.seriesCount,
      openSamples: this.#open.sampleCount,
      openBytes: this.#open.capacityBytes,
      journalRows: this.#journal.rowCount,
      journalBytes: this.#journal.sizeBytes,
      appendedSamples: this.#appendedSamples,
      sealedChunks: this.#sealed.chunks,
      sealedSamples: this.#sealed.samples,
      sealedBytes: this.#sealed.sizeBytes,
      refused: { ...refused, 'too-many': refused['too-many'] + this.#sealed.left },
      clamped,
      damagedRows: this.#journal.damagedRows,
      damagedChunks: this.#damagedChunks.size,
    };
  }

  /** Pages read the same chunk again and again; a person needs to hear of it once. */
  readonly #onDamage: DamageReport = ({ seriesId, startMs, error }) => {
    const chunk = `${seriesId}/${startMs}`;
    if (this.#damagedChunks.has(chunk)) return;
    this.#damagedChunks.add(chunk);
    this.#log.error('chunk damaged and left out', { seriesId, startMs, error: messageOf(error) });
  };

  /** Hours before it are over, and their late samples are here. */
  #dueHour(): number {
    return Math.floor((this.#clock.wallMs() - SEAL_GRACE_MS) / HOUR_MS);
  }

  async #rebuild(): Promise<void> {
    this.#journal.forgetAll();
    await this.#memory.renew(() => this.#journal.replay());
  }

  #append(frame: SeriesFrame): void {
    const refused = this.#memory.append(frame);
    if (refused > 0) this.#intake.refuse('too-many', refused);
  }

  async #packOpen(): Promise<Uint8Array[]> {
    const records: Uint8Array[] = [];
    for (const chunk of [...this.#open.chunks()]) {
      if (chunk.count === 0) continue;
      records.push(packSnapshot(chunk.seriesId, tidySamples(copyOf([chunk]))));
      if (records.length % PACKED_AT_ONCE === 0) await breathe();
    }
    return records;
  }

  #exclusive(work: () => Promise<void>): Promise<void> {
    const done = this.#maintenance.then(work);
    this.#maintenance = done.catch(() => {});
    return done;
  }
}
