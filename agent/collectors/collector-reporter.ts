import type { Clock } from '@/common/clock';
import type { CollectorStatus } from '@/common/domain/collector';
import type { CollectorLife, RunEnd } from './collector-life';
import type { ReportSink } from './report-sink';

interface Told {
  readonly state: string;
  readonly reason: string;
  readonly intervalMs: number;
  readonly atMs: number;
}

/** A status that says nothing new is repeated this often, for its counts and times. */
const STATUS_REPEAT_MS = 20_000;
const EVENT_TEXT_MAX = 1_024;

/** Decides what of a run is news, and passes that on. */
export class CollectorReporter {
  readonly #sink: ReportSink;
  readonly #clock: Clock;
  readonly #told = new Map<string, Told>();
  readonly #facts = new Map<string, string>();

  constructor(sink: ReportSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  runEnded(before: CollectorStatus, life: CollectorLife, { result, atMs }: RunEnd): void {
    const { status } = life;
    if (result.kind === 'data') this.#sink.samples(atMs, result.flattened.samples);
    this.#tellFacts(life);
    this.#tellStatus(status);
    this.#tellChange(before, status);
  }

  /** Sends a status whether it is news or not. */
  status(status: CollectorStatus): void {
    const { collector, state, reason, intervalMs } = status;
    this.#told.set(collector, { state, reason, intervalMs, atMs: this.#clock.nowMs() });
    this.#sink.status(status);
  }

  #tellStatus(status: CollectorStatus): void {
    const told = this.#told.get(status.collector);
    const isNews =
      told === undefined ||
      told.state !== status.state ||
      told.reason !== status.reason ||
      this.#clock.nowMs() - told.atMs >= STATUS_REPEAT_MS;
    if (isNews) this.status(status);
  }

  /** An error keeps the facts that were known; a machine without the thing has none. */
  #tellFacts(life: CollectorLife): void {
    const { name } = life.collector;
    const json = life.data?.factsJson ?? '';
    if (json === (this.#facts.get(name) ?? '')) return;
    this.#facts.set(name, json);
    this.#sink.facts(name, life.data?.facts ?? null);
  }

  #tellChange(before: CollectorStatus, { collector, state, reason }: CollectorStatus): void {
    if (before.state === state) return;
    if (before.state === 'pending' && (state === 'ok' || state === 'not-eligible')) return;
    const why = reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`;
    const text = `collector ${collector} went from ${before.state} to ${state}${why}`;
    this.#sink.event({
      kind: 'collector-state',
      atMs: this.#clock.wallMs(),
      text: text.length > EVENT_TEXT_MAX ? `${text.slice(0, EVENT_TEXT_MAX - 1)}…` : text,
    });
  }
}
