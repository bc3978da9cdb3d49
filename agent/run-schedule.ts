import type { Cancel, Clock } from '@/common/clock';
import type { Random } from '@/common/random';

export interface RunScheduleDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Runs a check or a detector; never rejects. Called whether or not its last run has ended. */
  readonly run: (id: string) => void;
}

export interface RunJob {
  readonly id: string;
  readonly intervalMs: number;
  /** It runs after each of them rather than by itself. */
  readonly collectors: ReadonlySet<string>;
}

interface Entry extends RunJob {
  dueMs: number;
  lastMs: number;
}

/** First runs are spread over this, so that a start is no burst. */
const FIRST_RUNS_MS = 2_000;
/** Collectors have run by then, those that tell rates twice. */
const FIRST_DATA_MS = 3_000;
/** Collectors of one wake-up end one after another; what reads them waits so long for the last. */
const GATHER_MS = 50;
/** A collector that comes so much sooner than the interval is taken along. */
const EARLY_SHARE = 0.2;
/** What reads collectors that do not run is looked at by itself, so much later. */
const LATE_SHARE = 0.25;
/** What reads none runs at its interval, give or take this. */
const JITTER_SHARE = 0.05;

/**
 * When checks and detectors run: right after the collectors that they read from, so that a value that crosses its
 * threshold is seen at once; and by themselves when those do not come, or when there are none.
 */
export class RunSchedule {
  readonly #deps: RunScheduleDeps;
  readonly #entries = new Map<string, Entry>();
  readonly #byCollector = new Map<string, Entry[]>();
  #cancel: Cancel | undefined;
  #armedMs = Number.POSITIVE_INFINITY;

  constructor(deps: RunScheduleDeps) {
    this.#deps = deps;
  }

  /** All there are; those that were there before keep their turn. */
  replace(jobs: readonly RunJob[]): void {
    const { clock, random } = this.#deps;
    const before = new Map(this.#entries);
    this.#entries.clear();
    this.#byCollector.clear();
    for (const job of jobs) {
      const known = before.get(job.id);
      const delayMs =
        job.collectors.size > 0
          ? FIRST_DATA_MS
          : random.next() * Math.min(FIRST_RUNS_MS, job.intervalMs);
      const dueMs = clock.nowMs() + delayMs;
      const entry = {
        ...job,
        dueMs: known?.dueMs ?? dueMs,
        lastMs: known?.lastMs ?? Number.NEGATIVE_INFINITY,
      };
      this.#entries.set(job.id, entry);
      for (const name of job.collectors) {
        this.#byCollector.set(name, [...(this.#byCollector.get(name) ?? []), entry]);
      }
    }
    this.#arm();
  }

  /** Fresh data: what reads them runs in a moment, unless it just did. */
  collectorRan(name: string): void {
    const nowMs = this.#deps.clock.nowMs();
    for (const entry of this.#byCollector.get(name) ?? []) {
      const isTime = nowMs - entry.lastMs >= entry.intervalMs * (1 - EARLY_SHARE);
      if (isTime) entry.dueMs = Math.min(entry.dueMs, nowMs + GATHER_MS);
    }
    this.#arm();
  }

  /** It knows nothing yet: the next run of any of its collectors is reason enough to try again. */
  tryAgain(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.lastMs = Number.NEGATIVE_INFINITY;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#entries.clear();
    this.#byCollector.clear();
  }

  #arm(): void {
    let firstMs = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.#entries.values()) firstMs = Math.min(firstMs, dueMs);
    if (this.#cancel !== undefined && this.#armedMs === firstMs) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedMs = firstMs;
    if (firstMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(0, firstMs - this.#deps.clock.nowMs());
    this.#cancel = this.#deps.clock.after(delayMs, () => this.#wake());
  }

  #wake(): void {
    this.#cancel = undefined;
    const nowMs = this.#deps.clock.nowMs();
    for (const entry of [...this.#entries.values()].filter(({ dueMs }) => dueMs <= nowMs)) {
      entry.lastMs = nowMs;
      entry.dueMs = nowMs + this.#untilNextMs(entry);
      this.#deps.run(entry.id);
    }
    this.#arm();
  }

  #untilNextMs({ intervalMs, collectors }: Entry): number {
    if (collectors.size > 0) return intervalMs * (1 + LATE_SHARE);
    return intervalMs * (1 + JITTER_SHARE * (2 * this.#deps.random.next() - 1));
  }
}
