import type { Cancel, Clock } from '@/common/clock';

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Time that moves when a test says so. Timers fire in order of due time, then of arming. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #armed = 0;
  #wallOffsetMs: number;
  readonly #timers = new Set<Timer>();

  constructor(wallMs = Date.UTC(2026, 0, 1)) {
    this.#wallOffsetMs = wallMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs + this.#wallOffsetMs;
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#armed++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The wall clock jumps, as when somebody sets the date; monotonic time and timers do not. */
  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** Time passes in which nothing runs: what is due meanwhile is late. */
  freeze(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Runs everything due within `durationMs`; promises settle between timers. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    for (let next = this.#due(endMs); next !== undefined; next = this.#due(endMs)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  #due(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > endMs) continue;
      if (first === undefined || timer.dueMs < first.dueMs) first = timer;
      else if (timer.dueMs === first.dueMs && timer.order < first.order) first = timer;
    }
    return first;
  }
}

/** Lets what was already promised happen: a macrotask drains the whole microtask queue. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
