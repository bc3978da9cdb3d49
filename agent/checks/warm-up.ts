import type { Clock } from '@/common/clock';
import type { CheckResult } from '@/common/domain/check';
import type { CheckEntry } from './check-entry';

/** By then collectors have run, those that tell rates twice; one that has not is not coming. */
const WARM_UP_MS = 60_000;

/**
 * The first moments of an agent: collectors have nothing to say yet. What an earlier run found is
 * held meanwhile, so that a restart neither ends a problem nor makes one.
 */
export class WarmUp {
  readonly #clock: Clock;
  readonly #endMs: number;
  readonly #ran = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#endMs = clock.nowMs() + WARM_UP_MS;
  }

  collectorRan(name: string): void {
    if (this.#clock.nowMs() < this.#endMs) this.#ran.add(name);
  }

  /** Whether data that it reads are on their way. */
  lacksData(entry: CheckEntry): boolean {
    return this.#holds(entry) && [...entry.check.collectors].some((name) => !this.#ran.has(name));
  }

  /** Whether a result says no more than that data are on their way. */
  isNothing(entry: CheckEntry, { state }: CheckResult): boolean {
    const isEvaluated = entry.check.definition.way.is === 'evaluated';
    return state === 'unknown' && isEvaluated && this.#holds(entry);
  }

  #holds(entry: CheckEntry): boolean {
    return !entry.isSettled && this.#clock.nowMs() < this.#endMs;
  }
}
