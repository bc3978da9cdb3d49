import type { Clock } from '@/common/clock';
import type { SeriesDescription } from '@/common/domain/metric';
import type { Range, RangeQuery, SeriesRow, SeriesSelector } from '@/common/domain/range';
import type { Log } from '@/common/log';
import type { Database, Sql } from '../db/database';
import type { Claim } from '../jobs/claims';
import { JournaledSampleStore } from './journaled-sample-store';
import type { Retention } from './retention';

export interface SampleStoreDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly retention?: Retention;
  /** Memory for open samples before a running hour is sealed early. Default: 512 MB. */
  readonly openBytesMax?: number;
  /** To seal and to checkpoint, where several servers share the database. Held by default. */
  readonly claim?: Claim;
  /** Told of frames that another server took in, as soon as they are readable here. */
  readonly onForeignFrame?: (frame: SeriesFrame) => void;
}

export function createSampleStore(deps: SampleStoreDeps): SampleStore {
  return new JournaledSampleStore(deps);
}

/** Samples of one moment: `values[i]` belongs to `seriesIds[i]`. */
export interface SeriesFrame {
  /** Wall clock of the node, in milliseconds. */
  readonly atMs: number;
  readonly seriesIds: Uint32Array;
  readonly values: Float64Array;
}

/**
 * Frames that were checked and packed for the journal. Opaque: made by `prepare`, written by
 * `journal`, taken in by `apply`.
 */
export interface PreparedAppend {
  /** Samples that will be kept. */
  readonly samples: number;
  readonly frames: readonly SeriesFrame[];
  /** The packed frames, a part of a journal row. */
  readonly bytes: Uint8Array;
}

/** Why samples were not kept as they came. */
const REFUSALS = ['not-finite', 'too-old', 'too-many', 'bad-time'] as const;

export type Refusal = (typeof REFUSALS)[number];

export interface SampleStoreStats {
  /** Series with samples in memory. */
  readonly openSeries: number;
  readonly openSamples: number;
  /** Memory that the open samples hold. */
  readonly openBytes: number;
  readonly journalRows: number;
  readonly journalBytes: number;
  /** Since the start of the server. */
  readonly appendedSamples: number;
  readonly sealedChunks: number;
  readonly sealedSamples: number;
  readonly sealedBytes: number;
  readonly refused: Readonly<Record<Refusal, number>>;
  /** Samples from the future, kept at the server's time. */
  readonly clamped: number;
  /** Journal rows that could not be read back. */
  readonly damagedRows: number;
  /** Sealed chunks that could not be read back. */
  readonly damagedChunks: number;
}

/**
 * Where samples live. Ingest is three steps, so that samples commit together with whatever else a
 * report carries:
 *
 *     const append = store.prepare(frames);
 *     await database.transaction(async (sql) => { …; await store.journal(sql, append); });
 *     store.apply(append);                          // synchronous, right after the commit
 *
 * A process that dies between commit and `apply` finds the samples in the journal at its next start.
 */
export interface SampleStore {
  /** Takes up what the last process left in the journal. Before anything else, once. */
  open(): Promise<void>;

  /** Hears nothing of other servers any more, and waits for what is under way. */
  close(): Promise<void>;

  /** Takes up what other servers have committed so far, instead of waiting to be told. */
  catchUp(): Promise<void>;

  /**
   * Series ids in the order of `descriptions`; unknown series are created, changed units and help
   * are stored. Give it the database itself rather than a transaction where there is a choice:
   * only then may the ids be remembered, for a transaction can still roll back.
   * @throws {AppError} INVALID beyond `seriesPerNodeMax` series of one node.
   */
  resolve(sql: Sql, nodeId: string, descriptions: readonly SeriesDescription[]): Promise<number[]>;

  /**
   * Checks and packs frames of one or of several reports. Values that are not finite and samples
   * older than the retention are left out and counted; times more than ten minutes ahead of the
   * server are set to the server's time and counted, so that a node with a wrong clock stays visible.
   */
  prepare(frames: readonly SeriesFrame[]): PreparedAppend;

  /** Writes one journal row for all of `appends`; nothing when they hold no sample. */
  journal(sql: Sql, ...appends: readonly PreparedAppend[]): Promise<void>;

  /** Makes committed samples readable. Each append once, and only after its commit. */
  apply(...appends: readonly PreparedAppend[]): void;

  /**
   * Buckets aligned to multiples of their width, from fine samples or hourly roll-ups.
   * @throws {AppError} INVALID when more than `seriesPerQueryMax` series are selected.
   */
  range(query: RangeQuery): Promise<Range>;

  /** Every series of a node with its last sample, by metric and path. */
  rows(nodeId: string): Promise<SeriesRow[]>;

  /** Ids of the series that any of the selectors names; empty labels select every series of a metric. */
  lookup(nodeId: string, selectors: readonly SeriesSelector[]): Promise<number[]>;

  /** The last sample of a series, if one was applied since the start. */
  last(seriesId: number): { readonly atMs: number; readonly value: number } | undefined;

  /** Grows whenever a node gets new series; what `lookup` said before may be incomplete then. */
  seriesVersion(nodeId: string): number;

  /**
   * Drops the ids of a node whose rows were deleted, here and on the other servers; its open samples
   * go at the next `seal`. Call it after the commit.
   */
  forget(nodeId: string): void;

  /**
   * Writes the samples of hours that are over as chunks and roll-ups; all, when memory is short.
   * @throws {AppError} BUSY when another server holds the claim, as does `checkpoint`.
   */
  seal(): Promise<void>;

  /** Replaces the journal by the open samples, compressed. */
  checkpoint(): Promise<void>;

  /** Deletes what is older than its retention, in bounded batches. */
  expire(): Promise<void>;

  stats(): SampleStoreStats;
}
