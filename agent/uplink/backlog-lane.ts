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
  readonly #skipped: Report[] = [];
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
    for (const report of this.#skipped) this.#options.outbox.release(report);
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
    this.#options.onDrained();
    await this.#pause.untilWoken();
  }

  async #send(report: Report): Promise<void> {
    const { sender, outbox, guard, random } = this.#options;
    if (!guard.mayTry(report)) {
      outbox.hold(report);
      this.#skipped.push(report);
      return;
    }
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
