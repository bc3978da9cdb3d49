import type { CheckHistoryEntry } from '@/common/domain/check-report';
import type { CheckStanding } from '@/common/domain/check-told';
import type { CollectorStatus } from '@/common/domain/collector';
import type { GroupChange } from '@/common/domain/detection';
import type { MemberChange } from '@/common/domain/member';
import type { NodeDocument } from '@/common/domain/node-document';
import type { AgentEvent } from '@/common/domain/timeline';
import { REPORT_LIMITS, type Report } from '@/common/protocol/report';
import { packFrame } from '@/common/protocol/sample-frame';

/** A report is closed before its texts weigh more than this, so that it stays a small message. */
const TEXT_LENGTH_MAX = 256 * 1024;
/** Of one with all its helpers. */
const ACCUSATION_LENGTH = 300;

interface DraftFrame {
  readonly slots: number[];
  readonly values: number[];
}

/** What came in since the last report was closed. */
export class ReportDraft {
  readonly #frames = new Map<number, DraftFrame>();
  readonly #statuses = new Map<string, CollectorStatus>();
  readonly #facts = new Map<string, string>();
  readonly #events: AgentEvent[] = [];
  readonly #documents = new Map<string, NodeDocument>();
  readonly #checks = new Map<string, CheckStanding>();
  readonly #checkEvents: CheckHistoryEntry[] = [];
  readonly #groupChanges: GroupChange[] = [];
  readonly #memberChanges: MemberChange[] = [];
  #sampleCount = 0;
  #textLength = 0;

  get isEmpty(): boolean {
    return this.#sampleCount === 0 && Object.values(this.#counts()).every((count) => count === 0);
  }

  /** Nothing fits any more that would need to: close it before the next item. */
  get isFull(): boolean {
    if (this.#sampleCount >= REPORT_LIMITS.samples) return true;
    if (this.#frames.size >= REPORT_LIMITS.frames) return true;
    if (this.#textLength >= TEXT_LENGTH_MAX) return true;
    const counts = Object.entries(this.#counts()) as [keyof Counts, number][];
    return counts.some(([part, count]) => count >= REPORT_LIMITS[part]);
  }

  /** Samples of one moment share a frame. */
  sample(atMs: number, slot: number, value: number): void {
    const frame = this.#frames.get(atMs) ?? { slots: [], values: [] };
    this.#frames.set(atMs, frame);
    frame.slots.push(slot);
    frame.values.push(value);
    this.#sampleCount += 1;
  }

  /** The newest status of a collector stands for those before it. */
  status(status: CollectorStatus): void {
    this.#statuses.set(status.collector, status);
  }

  facts(collector: string, json: string): void {
    this.#facts.set(collector, json);
    this.#textLength += json.length;
  }

  event(event: AgentEvent): void {
    this.#events.push(event);
  }

  document(document: NodeDocument): void {
    this.#documents.set(`${document.kind} ${document.key}`, document);
    this.#textLength += document.json.length;
  }

  /** The newest standing of a check stands for those before it. */
  check(standing: CheckStanding): void {
    this.#checks.set(standing.check, standing);
    const { output, reason, explanationJson } = standing;
    this.#textLength += output.length + reason.length + explanationJson.length;
  }

  checkEvent(event: CheckHistoryEntry): void {
    this.#checkEvents.push(event);
    this.#textLength += event.output.length;
  }

  groupChange(change: GroupChange): void {
    this.#groupChanges.push(change);
  }

  memberChange(change: MemberChange): void {
    this.#memberChanges.push(change);
    this.#textLength += change.detail.length + change.accusations.length * ACCUSATION_LENGTH;
  }

  close(head: Pick<Report, 'epoch' | 'sequence' | 'atMs' | 'appliedRevision'>): Report {
    return {
      ...head,
      frames: [...this.#frames].map(([atMs, { slots, values }]) => packFrame(atMs, slots, values)),
      statuses: [...this.#statuses.values()],
      facts: [...this.#facts].map(([collector, json]) => ({ collector, json })),
      events: this.#events,
      documents: [...this.#documents.values()],
      checks: [...this.#checks.values()],
      checkEvents: this.#checkEvents,
      groupChanges: this.#groupChanges,
      memberChanges: this.#memberChanges,
    };
  }

  #counts(): Counts {
    return {
      statuses: this.#statuses.size,
      facts: this.#facts.size,
      events: this.#events.length,
      documents: this.#documents.size,
      checks: this.#checks.size,
      checkEvents: this.#checkEvents.length,
      groupChanges: this.#groupChanges.length,
      memberChanges: this.#memberChanges.length,
    };
  }
}

type Counts = Readonly<Record<Counted, number>>;
type Counted =
  | 'statuses'
  | 'facts'
  | 'events'
  | 'documents'
  | 'checks'
  | 'checkEvents'
  | 'groupChanges'
  | 'memberChanges';
