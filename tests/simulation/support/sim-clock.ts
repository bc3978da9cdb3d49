import type { Cancel, Clock } from '@/common/clock';
import type { Agenda } from './agenda';

/** The time of one machine, as its hardware tells it. Outlives the agents that run on it. */
export class MachineTime {
  readonly #agenda: Agenda;
  /** Milliseconds of this machine in one of the world: 1.05 runs five percent fast. */
  readonly rate: number;
  #wallOffsetMs: number;
  #asleepSinceMs: number | undefined;
  #sleptMs = 0;
  #wakers: (() => void)[] = [];

  constructor(agenda: Agenda, rate: number, wallStartMs = Date.UTC(2026, 0, 1)) {
    this.#agenda = agenda;
    this.rate = rate;
    this.#wallOffsetMs = wallStartMs;
  }

  /** CLOCK_MONOTONIC: stands still while the machine sleeps. */
  nowMs(): number {
    const asleepMs =
      this.#asleepSinceMs === undefined ? 0 : this.#agenda.nowMs - this.#asleepSinceMs;
    return (this.#agenda.nowMs - this.#sleptMs - asleepMs) * this.rate;
  }

  wallMs(): number {
    return Math.round(this.#agenda.nowMs * this.rate + this.#wallOffsetMs);
  }

  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  sleep(): void {
    this.#asleepSinceMs ??= this.#agenda.nowMs;
  }

  wake(): void {
    if (this.#asleepSinceMs === undefined) return;
    this.#sleptMs += this.#agenda.nowMs - this.#asleepSinceMs;
    this.#asleepSinceMs = undefined;
    for (const rearm of this.#wakers.splice(0)) rearm();
  }

  /** Calls back once the machine's own time has come to `dueMs`. */
  at(dueMs: number, callback: () => void): Cancel {
    let cancel: Cancel = () => {};
    const arm = () => {
      // A little more than what is missing: never early by a rounding.
      const delayMs = Math.max(0, dueMs - this.nowMs()) / this.rate + 1e-6;
      cancel = this.#agenda.in(delayMs, () => {
        if (this.#asleepSinceMs !== undefined) this.#wakers.push(arm);
        else if (this.nowMs() >= dueMs) callback();
        else arm();
      });
    };
    arm();
    return () => cancel();
  }
}

/**
 * What one run of an agent sees of its machine's time. While it is stopped (SIGSTOP, or no processor
 * for it) its timers gather; when it goes on they come first, and what the network brought after
 * them, as in Node's event loop.
 */
export class SimClock implements Clock {
  readonly #time: MachineTime;
  #state: 'runs' | 'stopped' | 'ended' = 'runs';
  readonly #lateTimers: (() => void)[] = [];
  readonly #lateArrivals: (() => void)[] = [];

  constructor(time: MachineTime) {
    this.#time = time;
  }

  nowMs(): number {
    return this.#time.nowMs();
  }

  wallMs(): number {
    return this.#time.wallMs();
  }

  after(delayMs: number, callback: () => void): Cancel {
    let isCancelled = false;
    const fire = () => {
      if (!isCancelled) callback();
    };
    const cancel = this.#time.at(this.nowMs() + Math.max(0, delayMs), () => {
      if (this.#state === 'runs') fire();
      else if (this.#state === 'stopped') this.#lateTimers.push(fire);
    });
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  get isRunning(): boolean {
    return this.#state === 'runs';
  }

  /** @returns false where too many wait already: a socket's buffer is full */
  deliver(arrival: () => void, waitingMax: number): boolean {
    if (this.#state === 'runs') arrival();
    else if (this.#state === 'ended' || this.#lateArrivals.length >= waitingMax) return false;
    else this.#lateArrivals.push(arrival);
    return true;
  }

  stop(): void {
    if (this.#state === 'runs') this.#state = 'stopped';
  }

  goOn(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'runs';
    for (const fire of this.#lateTimers.splice(0)) fire();
    for (const arrive of this.#lateArrivals.splice(0)) arrive();
  }

  /** The process is gone: none of its timers comes any more. */
  end(): void {
    this.#state = 'ended';
    this.#lateTimers.length = 0;
    this.#lateArrivals.length = 0;
  }
}
