import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Report } from '@/common/protocol/report';
import type { Random } from '@/common/random';
import type { Outbox } from './outbox/outbox';
import { Pause } from './pause';
import type { RepeatGuard } from './repeat-guard';
import type { ReportSender } from './report-sender';

const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 5_000;

/**
 * A report is left aside when three connections ended with it on its way. Mostly that was not its
 * fault, and the next connection may live for months: so it is tried again while nothing else waits.
 */
const ASIDE_MS_MAX = 60_000;

export interface BacklogLaneOptions {
  readonly sender: ReportSender;
  readonly outbox: Outbox;
  readonly guard: RepeatGuard;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** There is nothing left to send. */
  readonly onDrained: () => void;
}

/** What the outbox holds, the oldest first and one at a time, so that live reports are not held up. */
export class BacklogLane {
  readonly #options: BacklogLaneOptions;
  readonly #pause: Pause;
  #aside: Report[] = [];
  #againAtMs = Number.POSITIVE_INFINITY;
  #open = true;

  constructor(options: BacklogLaneOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  /** Resolves after `close`, or when the connection has ended. */
  async run(): Promise<void> {
    while (this.#open) {
      const report = this.#next();
      if (report === 'unreadable') await this.#pause.forMs(PAUSE_MS_MAX);
      else if (report === undefined) await this.#rest();
      else await this.#send(report);
    }
    this.#takeUpAside();
  }

  /** Something was left to the backlog. */
  wake(): void {
    this.#pause.endIfIdle();
  }

  close(): void {
    this.#open = false;
    this.#pause.end();
  }

  #next(): Report | 'unreadable' | undefined {
    try {
      return this.#options.outbox.oldest();
    } catch (error) {
      this.#options.log.warn('outbox not readable', { reason: messageOf(error) });
      return 'unreadable';
    }
  }

  async #rest(): Promise<void> {
    const { onDrained, clock, guard } = this.#options;
    onDrained();
    await this.#pause.untilWoken(this.#againAtMs - clock.nowMs());
    if (clock.nowMs() < this.#againAtMs) return;
    this.#takeUpAside();
    guard.allowOnce();
  }

  #leaveAside(report: Report): void {
    const { outbox, clock, random } = this.#options;
    outbox.hold(report);
    if (this.#aside.length === 0) {
      this.#againAtMs = clock.nowMs() + random.next() * ASIDE_MS_MAX;
    }
    this.#aside.push(report);
  }

  #takeUpAside(): void {
    for (const report of this.#aside) this.#options.outbox.release(report);
    this.#aside = [];
    this.#againAtMs = Number.POSITIVE_INFINITY;
  }

  async #send(report: Report): Promise<void> {
    const { sender, guard, random } = this.#options;
    if (!guard.mayTry(report)) return this.#leaveAside(report);
    const kind = await sender.send(report).catch(() => 'ended' as const);
    if (kind === 'ended') {
      this.#open = false;
      return;
    }
    if (kind !== 'failed') guard.passed();
    if (kind === 'taken' || kind === 'refused') return;
    await this.#pause.forMs(PAUSE_MS_MIN + random.next() * (PAUSE_MS_MAX - PAUSE_MS_MIN));
  }
}
