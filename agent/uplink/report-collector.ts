import type { MonitoringSink, ReportSink, Sample } from '@/agent/collectors/report-sink';
import type { Cancel, Clock } from '@/common/clock';
import type { CheckHistoryEntry } from '@/common/domain/check-report';
import type { CheckStanding } from '@/common/domain/check-told';
import type { CollectorStatus } from '@/common/domain/collector';
import type { GroupChange } from '@/common/domain/detection';
import type { FactValue } from '@/common/domain/fact';
import type { MemberChange } from '@/common/domain/member';
import type { SeriesDescription } from '@/common/domain/metric';
import { REPORT_INTERVAL_MS } from '@/common/domain/node';
import type { NodeDocument } from '@/common/domain/node-document';
import type { AgentEvent } from '@/common/domain/timeline';
import type { Log } from '@/common/log';
import { REPORT_LIMITS, type Report } from '@/common/protocol/report';
import type { EpochState } from './epoch-state';
import type { AnnouncedSeries } from './outbox/series-file';
import { ReportDraft } from './report-draft';

/** All that a tick of the collectors brings within this time goes into one report. */
const CLOSE_DELAY_MS = 1_000;
/** What happened to a check or a member does not wait for the rest of the tick, only for its like. */
const NEWS_DELAY_MS = 100;
const TEXT_LENGTH_MAX = 1_024;

export interface ReportCollectorOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly epoch: EpochState;
  /** The epoch that follows one whose slots are used up. */
  readonly nextEpoch: () => EpochState;
  readonly appliedRevision: () => number;
  /** Whether a report with nothing in it would be of use: somebody hears that we are there. */
  readonly isHeard: () => boolean;
  /** @param series those that first appear in this report */
  readonly onReport: (report: Report, series: readonly AnnouncedSeries[]) => void;
}

/** Gathers what the agent learns into numbered reports. */
export class ReportCollector implements ReportSink, MonitoringSink {
  readonly #options: ReportCollectorOptions;
  #epoch: EpochState;
  #draft = new ReportDraft();
  readonly #unfit = new WeakSet<SeriesDescription>();
  #cancelClose: Cancel | undefined;
  #closeMs = 0;
  #cancelIdle: Cancel | undefined;
  #stopped = false;

  constructor(options: ReportCollectorOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
  }

  start(): void {
    this.#armIdle();
  }

  /** Closes what there is; whatever comes later is dropped. */
  stop(): void {
    if (!this.#draft.isEmpty) this.close();
    this.#stopped = true;
    this.#cancelIdle?.();
  }

  samples(atMs: number, samples: readonly Sample[]): void {
    for (const { series, value } of samples) {
      if (!Number.isFinite(value)) continue;
      const slot = this.#slotOf(series);
      if (slot !== undefined) this.#room().sample(atMs, slot, value);
    }
    this.#armClose();
  }

  status(status: CollectorStatus): void {
    this.#room().status(status);
    this.#armClose();
  }

  facts(collector: string, facts: FactValue): void {
    const json = facts === null ? '' : JSON.stringify(facts);
    const fits = json.length <= REPORT_LIMITS.factsBytes;
    if (!fits) {
      this.#options.log.warn('facts too long, not sent', { collector, length: json.length });
    }
    this.#room().facts(collector, fits ? json : '');
    this.#armClose();
  }

  event(event: AgentEvent): void {
    this.#room().event({ ...event, text: event.text.slice(0, TEXT_LENGTH_MAX) });
    this.#armClose();
  }

  document(document: NodeDocument): void {
    this.#room().document(document);
    this.#armClose();
  }

  check(standing: CheckStanding, events: readonly CheckHistoryEntry[]): void {
    for (const event of events) this.#room().checkEvent(event);
    this.#room().check(standing);
    this.#armClose(events.length > 0 ? NEWS_DELAY_MS : CLOSE_DELAY_MS);
  }

  checkEvents(events: readonly CheckHistoryEntry[]): void {
    for (const event of events) this.#room().checkEvent(event);
    this.#armClose(NEWS_DELAY_MS);
  }

  groupChange(change: GroupChange): void {
    this.#room().groupChange(change);
    this.#armClose();
  }

  memberChange(change: MemberChange): void {
    this.#room().memberChange(change);
    this.#armClose(NEWS_DELAY_MS);
  }

  /** Numbers what there is, even if it is nothing, and hands it on. */
  close(): void {
    this.#cancelClose?.();
    this.#cancelClose = undefined;
    if (this.#stopped) return;
    const report = this.#draft.close({
      epoch: this.#epoch.epoch,
      sequence: this.#epoch.nextSequence(),
      atMs: this.#options.clock.wallMs(),
      appliedRevision: this.#options.appliedRevision(),
    });
    this.#draft = new ReportDraft();
    this.#armIdle();
    this.#options.onReport(report, this.#epoch.takeNewSeries());
  }

  /** Once the slots of an epoch are used up, which takes 100,000 series, the next one begins. */
  #slotOf(series: SeriesDescription): number | undefined {
    const slot = this.#epoch.slots.slotOf(series);
    if (typeof slot === 'number') return slot;
    if (slot === 'full') {
      if (!this.#draft.isEmpty) this.close();
      this.#epoch = this.#options.nextEpoch();
      return this.#slotOf(series);
    }
    if (!this.#unfit.has(series)) {
      this.#options.log.warn('series not sent: name or label too long', { path: series.path });
    }
    this.#unfit.add(series);
    return undefined;
  }

  #room(): ReportDraft {
    if (this.#draft.isFull) this.close();
    return this.#draft;
  }

  #armClose(delayMs = CLOSE_DELAY_MS): void {
    if (this.#stopped || this.#draft.isEmpty) return;
    const { clock } = this.#options;
    const dueMs = clock.nowMs() + delayMs;
    if (this.#cancelClose !== undefined && this.#closeMs <= dueMs) return;
    this.#cancelClose?.();
    this.#closeMs = dueMs;
    this.#cancelClose = clock.after(delayMs, () => this.close());
  }

  #armIdle(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = this.#options.clock.after(REPORT_INTERVAL_MS, () => {
      if (this.#options.isHeard() || !this.#draft.isEmpty) this.close();
      else this.#armIdle();
    });
  }
}
