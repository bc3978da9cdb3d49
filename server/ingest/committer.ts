import type { Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import type { DatabaseHealth } from '../db/database';
import type { CheckedReport } from './report-writer';

export interface CommitterDeps {
  /** Commits a batch, all or nothing, and says which reports of it were new. */
  readonly commit: (batch: readonly CheckedReport[]) => Promise<readonly CheckedReport[]>;
  readonly health: () => DatabaseHealth;
  readonly clock: Clock;
}

export type Committer = ReturnType<typeof createCommitter>;

interface Waiting {
  readonly checked: CheckedReport;
  readonly arrivedMs: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Reports that may wait; beyond it agents are told to come back, and keep what they have. */
const QUEUE_MAX = 2_000;
const BATCH_MAX = 64;
const TIMES_KEPT = 512;

/**
 * The queue before the database: while it is busy reports gather, and then go in one transaction,
 * for its one connection and one fsync are what there is least of. An agent hears after the commit.
 */
export function createCommitter({ commit, health, clock }: CommitterDeps) {
  const queue: Waiting[] = [];
  const commitTimesMs: number[] = [];
  const stats = { reports: 0, repeated: 0, samples: 0 };
  let working = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH_MAX);
      await together(batch).catch(() => apart(batch));
    }
    working = false;
  }

  async function together(batch: readonly Waiting[]): Promise<void> {
    const fresh = await commit(batch.map(({ checked }) => checked));
    stats.reports += fresh.length;
    stats.repeated += batch.length - fresh.length;
    for (const { append } of fresh) stats.samples += append.samples;
    for (const { arrivedMs, resolve } of batch) {
      commitTimesMs.push(clock.nowMs() - arrivedMs);
      resolve();
    }
    commitTimesMs.splice(0, commitTimesMs.length - TIMES_KEPT);
  }

  /** One report that the database refuses must not take the others of its batch with it. */
  async function apart(batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) {
      await together([waiting]).catch((error) => waiting.reject(refusal(error)));
    }
  }

  return {
    /**
     * @returns after the commit
     * @throws {AppError} BUSY while the disk is full or too much waits; INVALID for what the
     * database will never take
     */
    commit(checked: CheckedReport): Promise<void> {
      if (health().full) {
        throw new AppError('BUSY', "The server's disk is full; the agent keeps its reports.");
      }
      if (queue.length >= QUEUE_MAX) {
        throw new AppError('BUSY', 'The server has too many reports to write; come back later.');
      }
      return new Promise((resolve, reject) => {
        queue.push({ checked, arrivedMs: clock.nowMs(), resolve, reject });
        void work();
      });
    },

    stats() {
      const sorted = [...commitTimesMs].sort((a, b) => a - b);
      return {
        ...stats,
        waiting: queue.length,
        commitMsMedian: sorted[Math.floor(sorted.length / 2)] ?? 0,
        commitMsMax: sorted.at(-1) ?? 0,
      };
    },
  };
}

/** SQLSTATE class 22 is "data exception": the same report would fail for ever. */
function refusal(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || !code.startsWith('22')) return error;
  return new AppError('INVALID', `The database does not take this report: ${messageOf(error)}`, {
    cause: error,
  });
}
