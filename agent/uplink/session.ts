import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { QuestionAnswer } from '@/common/protocol/question';
import type { Report } from '@/common/protocol/report';
import type { Random } from '@/common/random';
import { BacklogLane } from './backlog-lane';
import type { EpochState } from './epoch-state';
import type { Opened } from './handshake';
import { LiveLane } from './live-lane';
import type { Outbox } from './outbox/outbox';
import type { RepeatGuard } from './repeat-guard';
import { ReportSender } from './report-sender';
import type { ServerLink } from './server-link';
import { followZones, type ZoneFollower } from './zone-follower';

export interface SessionOptions {
  readonly outbox: Outbox;
  readonly epoch: EpochState;
  readonly guard: RepeatGuard;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onDesired: (state: unknown) => void;
  /** @returns nothing for what is no question */
  readonly onQuestion: AnswerQuestion;
  /** Who takes what the server tells of zones; nobody on a machine that does not gossip. */
  readonly zones: ZoneFollower | undefined;
  readonly onDrained: () => void;
  /** Reports that the server took once and has no more. */
  readonly onMissing: (reports: number) => void;
  /** It lacks what it was told of checks, groups and packs. */
  readonly onForgotten: () => void;
}

/** A server tells no more ranges than these; with as many there may be others that it has. */
const RANGES_TOLD_MAX = 1_000;

/** @param asked what the server asks, unchecked @returns nothing for what is no question */
export type AnswerQuestion = (asked: unknown) => Promise<QuestionAnswer | undefined>;

/** A connection on which the server knows us: live reports on one lane, the backlog on another. */
export class Session {
  readonly #live: LiveLane;
  readonly #backlog: BacklogLane;

  private constructor(sender: ReportSender, options: SessionOptions) {
    this.#backlog = new BacklogLane({ ...options, sender });
    this.#live = new LiveLane(sender, options.outbox, () => this.#backlog.wake());
  }

  /** Drops what the server has, names the series, listens for desired state, and sends. */
  static async start(link: ServerLink, opened: Opened, options: SessionOptions): Promise<Session> {
    const { outbox, epoch, log, onMissing, onForgotten } = options;
    for (const range of opened.received) outbox.acknowledge(range.epoch, range.first, range.last);
    const missing = epoch.taken.takeMissing(
      opened.received.filter((range) => range.epoch === epoch.epoch),
    );
    const isMissing = missing > 0 && opened.received.length < RANGES_TOLD_MAX;
    if (isMissing) onMissing(missing);
    const { protocol } = opened;
    if (isMissing || epoch.learntProtocol(protocol)) onForgotten();
    const sender = new ReportSender({ link, outbox, current: epoch, log, protocol });
    await sender.announceCurrent();
    link.desired(options.onDesired);
    if (protocol >= 3) {
      listenToQuestions(link, options);
      followZones(link, options);
    }
    const session = new Session(sender, options);
    void session.#backlog.run();
    return session;
  }

  /** A report that was closed just now and is in the outbox. */
  offer(report: Report): void {
    this.#live.offer(report);
  }

  /** Resolves when no live report is on its way. */
  drained(): Promise<void> {
    return this.#live.drained();
  }

  close(): void {
    this.#live.close();
    this.#backlog.close();
  }
}

function listenToQuestions(link: ServerLink, { onQuestion, log }: SessionOptions): void {
  link.questions((asked) => {
    onQuestion(asked)
      .then((answer) => answer && link.answer(answer))
      .catch((error: unknown) => {
        log.info('an answer was not taken', { reason: messageOf(error) });
      });
  });
}
