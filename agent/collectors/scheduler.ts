import type { Cancel, Clock } from '@/common/clock';
import type { Random } from '@/common/random';

export interface SchedulerDeps {
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Runs a job; never rejects. Called whether or not its last run has ended.
   * @param atMs wall clock of the wake-up, one for all that is due then
   */
  readonly run: (name: string, atMs: number) => Promise<void>;
}

export interface Job {
  readonly name: string;
  /** At least 1,000. */
  readonly intervalMs: number;
}

interface Entry {
  readonly name: string;
  intervalMs: number;
  dueMs: number;
  started: boolean;
}

/** First runs happen within this, spread so that a start is no burst of work. */
const FIRST_RUNS_MS = 900;
/** Where in a minute an agent's grid lies differs from agent to agent, for the sake of the server. */
const PHASE_MS_MAX = 60_000;
/** Jobs due this soon run in the same wake-up. */
const GATHER_MS = 20;
/** A point of the grid nearer than this to a run just made is passed over. */
const GAP_MS_MIN = 500;

/**
 * Runs jobs at their intervals. All of them keep to one grid, so that jobs of the same interval
 * share a wake-up: a sleeping processor is woken once in ten seconds and not twenty times.
 */
export class Scheduler {
  readonly #deps: SchedulerDeps;
  readonly #entries = new Map<string, Entry>();
  #originMs = 0;
  #cancel: Cancel | undefined;
  #stopped = false;

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
  }

  start(jobs: readonly Job[]): void {
    const { clock, random } = this.#deps;
    this.#originMs = clock.nowMs() - random.next() * PHASE_MS_MAX;
    for (const job of jobs) this.#put(job);
    this.#arm();
  }

  /** Its first run is soon; a job of the same name is replaced. */
  add(job: Job): void {
    this.#put(job);
    this.#arm();
  }

  remove(name: string): void {
    this.#entries.delete(name);
    this.#arm();
  }

  /** Takes effect at once: the next run is at the new interval's next point of the grid. */
  changeInterval(name: string, intervalMs: number): void {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.intervalMs === intervalMs) return;
    entry.intervalMs = intervalMs;
    if (entry.started) entry.dueMs = this.#nextPoint(intervalMs);
    this.#arm();
  }

  /** The next run is `delayMs` from now; the grid holds again after it. */
  runAfter(name: string, delayMs: number): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    entry.dueMs = this.#deps.clock.nowMs() + delayMs;
    this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#entries.clear();
  }

  #put({ name, intervalMs }: Job): void {
    const { clock, random } = this.#deps;
    const dueMs = clock.nowMs() + random.next() * FIRST_RUNS_MS;
    this.#entries.set(name, { name, intervalMs, dueMs, started: false });
  }

  #nextPoint(intervalMs: number): number {
    const sinceOriginMs = this.#deps.clock.nowMs() + GAP_MS_MIN - this.#originMs;
    return this.#originMs + Math.ceil(sinceOriginMs / intervalMs) * intervalMs;
  }

  #arm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#stopped || this.#entries.size === 0) return;
    let firstMs = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.#entries.values()) firstMs = Math.min(firstMs, dueMs);
    const delayMs = Math.max(0, firstMs - this.#deps.clock.nowMs());
    this.#cancel = this.#deps.clock.after(delayMs, () => this.#wake());
  }

  #wake(): void {
    const untilMs = this.#deps.clock.nowMs() + GATHER_MS;
    const due = [...this.#entries.values()].filter(({ dueMs }) => dueMs <= untilMs);
    for (const entry of due) {
      entry.started = true;
      entry.dueMs = this.#nextPoint(entry.intervalMs);
    }
    this.#arm();
    void this.#runInTurn(due, this.#deps.clock.wallMs());
  }

  /** One after another, so that none pays for the others' work; one that waits holds up nobody. */
  async #runInTurn(due: readonly Entry[], atMs: number): Promise<void> {
    for (const { name } of due) {
      if (this.#stopped) return;
      const turn = this.#turn();
      await Promise.race([this.#deps.run(name, atMs), turn.over]);
      turn.cancel();
    }
  }

  #turn(): { readonly over: Promise<void>; readonly cancel: Cancel } {
    let cancel: Cancel = () => undefined;
    const over = new Promise<void>((resolve) => {
      cancel = this.#deps.clock.after(0, resolve);
    });
    return { over, cancel };
  }
}
