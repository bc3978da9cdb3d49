import type { Log } from '@/common/log';
import { REPORT_LIMITS, type Report } from '@/common/protocol/report';
import type { EpochState } from './epoch-state';
import { keepKnownSlots } from './known-slots';
import type { Outbox } from './outbox/outbox';
import { asAppError } from './server-error';
import type { ReportAnswer, ServerLink } from './server-link';

export interface ReportSenderOptions {
  readonly link: ServerLink;
  readonly outbox: Outbox;
  readonly current: EpochState;
  readonly log: Log;
  /** That the server speaks. */
  readonly protocol: number;
}

/** Sends single reports on one connection, each after the series that it uses. */
export class ReportSender {
  readonly #link: ServerLink;
  readonly #outbox: Outbox;
  readonly #current: EpochState;
  readonly #log: Log;
  readonly #protocol: number;
  #announcing: Promise<void> = Promise.resolve();
  #announcedSlots = 0;
  #earlier: { readonly epoch: string; readonly slots: ReadonlySet<number> } | undefined;

  constructor({ link, outbox, current, log, protocol }: ReportSenderOptions) {
    this.#link = link;
    this.#outbox = outbox;
    this.#current = current;
    this.#log = log;
    this.#protocol = protocol;
  }

  /** Announces all series that this epoch has by now. Both lanes may ask at the same time. */
  announceCurrent(): Promise<void> {
    this.#announcing = this.#announcing.then(() => this.#announceNew());
    return this.#announcing;
  }

  /**
   * Sends one report, and forgets it when the server has it or will never take it.
   * @throws {AppError} when it could not be sent; the connection has ended then
   */
  async send(report: Report): Promise<ReportAnswer['kind']> {
    this.#outbox.hold(report);
    try {
      const { kind, reason } = await this.#send(report);
      if (kind === 'taken') {
        this.#outbox.acknowledge(report.epoch, report.sequence, report.sequence);
        if (report.epoch === this.#current.epoch) this.#current.taken.note(report.sequence);
      } else {
        const { epoch, sequence } = report;
        this.#log.warn('report not taken', { epoch, sequence, kind, reason });
        if (kind === 'refused') this.#outbox.giveUp(report);
      }
      return kind;
    } catch (error) {
      this.#link.close(asAppError(error));
      throw error;
    } finally {
      this.#outbox.release(report);
    }
  }

  async #send(report: Report): Promise<ReportAnswer> {
    if (report.epoch === this.#current.epoch) {
      await this.announceCurrent();
      return this.#link.report(understoodBy(this.#protocol, report));
    }
    const known = keepKnownSlots(report, await this.#announceEarlier(report.epoch));
    const answer = await this.#link.report(understoodBy(this.#protocol, known.report));
    if (answer.kind === 'taken' && known.loss !== null) {
      this.#outbox.enterLoss(`series ${report.epoch} ${report.sequence}`, known.loss);
    }
    return answer;
  }

  async #announceNew(): Promise<void> {
    const { epoch, slots } = this.#current;
    while (this.#announcedSlots < slots.size) {
      const to = Math.min(slots.size, this.#announcedSlots + REPORT_LIMITS.announcedAtOnce);
      await this.#link.announce({ epoch, series: slots.between(this.#announcedSlots, to) });
      this.#announcedSlots = to;
    }
  }

  /** @returns the slots whose series could still be read */
  async #announceEarlier(epoch: string): Promise<ReadonlySet<number>> {
    if (this.#earlier?.epoch === epoch) return this.#earlier.slots;
    const slots = new Set<number>();
    for (const announcement of this.#outbox.announcements(epoch)) {
      await this.#link.announce(announcement);
      for (const { slot } of announcement.series) slots.add(slot);
    }
    this.#earlier = { epoch, slots };
    return slots;
  }
}

/** A server before protocol 3 refuses a report with a part that it does not know. */
function understoodBy(protocol: number, report: Report): Report {
  if (protocol >= 3) return report;
  const { documents, checks, checkEvents, groupChanges, memberChanges, ...rest } = report;
  return rest as Report;
}
