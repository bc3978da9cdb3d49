import type { CollectorStatus } from '@/common/domain/collector';
import type { AgentEvent } from '@/common/domain/timeline';
import { REPORT_LIMITS, type Report } from '@/common/protocol/report';
import { packFrame } from '@/common/protocol/sample-frame';

/** A report is closed before its facts weigh more than this, so that it stays a small message. */
const FACTS_BYTES_MAX = 256 * 1024;

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
  #sampleCount = 0;
  #factsLength = 0;

  get isEmpty(): boolean {
    return this.#sampleCount + this.#statuses.size + this.#facts.size + this.#events.length === 0;
  }

  /** Nothing fits any more that would need to: close it before the next item. */
  get isFull(): boolean {
    return (
      this.#sampleCount >= REPORT_LIMITS.samples ||
      this.#frames.size >= REPORT_LIMITS.frames ||
      this.#statuses.size >= REPORT_LIMITS.statuses ||
      this.#facts.size >= REPORT_LIMITS.facts ||
      this.#events.length >= REPORT_LIMITS.events ||
      this.#factsLength >= FACTS_BYTES_MAX
    );
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
    this.#factsLength += json.length;
  }

  event(event: AgentEvent): void {
    this.#events.push(event);
  }

  close(head: Pick<Report, 'epoch' | 'sequence' | 'atMs' | 'appliedRevision'>): Report {
    return {
      ...head,
      frames: [...this.#frames].map(([atMs, { slots, values }]) => packFrame(atMs, slots, values)),
      statuses: [...this.#statuses.values()],
      facts: [...this.#facts].map(([collector, json]) => ({ collector, json })),
      events: this.#events,
      documents: [],
      checks: [],
      checkEvents: [],
      groupChanges: [],
    };
  }
}
