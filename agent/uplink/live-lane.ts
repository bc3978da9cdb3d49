import type { Report } from '@/common/protocol/report';
import type { Outbox } from './outbox/outbox';
import type { ReportSender } from './report-sender';

/** More than these waiting: the server is slow, and they go by the backlog. */
const QUEUE_LENGTH_MAX = 8;

/** Reports as they are closed, one after the other, past whatever backlog there is. */
export class LiveLane {
  readonly #sender: ReportSender;
  readonly #outbox: Outbox;
  readonly #onOverflow: () => void;
  #queue: Report[] = [];
  #sending: Promise<void> | undefined;
  #open = true;

  /** @param onOverflow a report that was closed just now is left to the backlog */
  constructor(sender: ReportSender, outbox: Outbox, onOverflow: () => void) {
    this.#sender = sender;
    this.#outbox = outbox;
    this.#onOverflow = onOverflow;
  }

  /** Takes a report that is in the outbox already. */
  offer(report: Report): void {
    if (!this.#open) return;
    if (this.#queue.length >= QUEUE_LENGTH_MAX) {
      this.#onOverflow();
      return;
    }
    this.#outbox.hold(report);
    this.#queue.push(report);
    this.#sending ??= this.#sendAll();
  }

  /** Resolves when nothing is on its way. */
  async drained(): Promise<void> {
    await this.#sending;
  }

  close(): void {
    this.#open = false;
    this.#leaveToBacklog();
  }

  async #sendAll(): Promise<void> {
    for (let report = this.#queue.shift(); report !== undefined; report = this.#queue.shift()) {
      const kind = await this.#sender.send(report).catch(() => 'ended' as const);
      if (kind !== 'taken' && kind !== 'refused') this.#leaveToBacklog();
    }
    this.#sending = undefined;
  }

  #leaveToBacklog(): void {
    for (const report of this.#queue) this.#outbox.release(report);
    this.#queue = [];
    this.#onOverflow();
  }
}
