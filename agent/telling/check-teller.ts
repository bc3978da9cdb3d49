import type { Cancel, Clock } from '@/common/clock';
import { isProblem } from '@/common/domain/check';
import type {
  CheckExplanation,
  CheckHistoryEntry,
  CheckReport,
} from '@/common/domain/check-report';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { MonitoringSink } from '../collectors/report-sink';
import { standingOf } from './check-standing';
import { explanationJson } from './explanation-json';

export interface CheckTellerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: Pick<MonitoringSink, 'check'>;
  readonly reports: () => readonly CheckReport[];
  /** @throws {AppError} NOT_FOUND */
  readonly report: (id: string) => CheckReport;
  readonly explain: (id: string) => Promise<CheckExplanation>;
}

interface Told {
  /** Of all that is news at once. */
  readonly news: string;
  readonly text: string;
  readonly atMs: number;
}

interface Why {
  /** Of which problem. */
  readonly problem: string;
  json: string;
}

/** An output that merely differs is told so seldom: of a check with a problem, of one without. */
const PROBLEM_TEXT_MS = 60_000;
const WELL_TEXT_MS = 300_000;

/**
 * Tells how checks stand: at once when one stands otherwise, now and then when only its words
 * differ. Costs nothing for a check about which there is nothing to say.
 */
export class CheckTeller {
  readonly #deps: CheckTellerDeps;
  readonly #told = new Map<string, Told>();
  /** When to tell those whose words differ. */
  readonly #dueMs = new Map<string, number>();
  readonly #why = new Map<string, Why>();
  #cancel: Cancel | undefined;
  #armedMs = Number.POSITIVE_INFINITY;

  constructor(deps: CheckTellerDeps) {
    this.#deps = deps;
  }

  /** Whoever listens knows nothing any more. */
  forget(): void {
    this.#told.clear();
  }

  /** All checks that there are, those among them that were not told yet. */
  look(): void {
    const present = this.#deps.reports();
    const ids = new Set(present.map(({ id }) => id));
    for (const id of this.#told.keys()) if (!ids.has(id)) this.#drop(id);
    for (const report of present) this.changed(report, []);
  }

  /**
   * A check has run, or was found silent, or not to be for this machine.
   * @param report as of now @param events what happened to it by that, without attempts
   */
  changed(report: CheckReport, events: readonly CheckHistoryEntry[]): void {
    const { id } = report;
    const told = this.#told.get(id);
    if (events.length > 0 || told?.news !== newsOf(report)) this.#tell(report, events);
    else if (told.text !== textOf(report)) this.#tellLater(report, told.atMs);
    if (isProblem(report.state)) this.#askWhy(report);
    else this.#why.delete(id);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#dueMs.clear();
  }

  #tell(report: CheckReport, events: readonly CheckHistoryEntry[]): void {
    const { id } = report;
    const why = this.#why.get(id);
    const json = why?.problem === problemOf(report) ? why.json : '';
    const atMs = this.#deps.clock.nowMs();
    this.#told.set(id, { news: newsOf(report), text: textOf(report), atMs });
    this.#dueMs.delete(id);
    this.#deps.sink.check(standingOf(report, json), events);
  }

  /** What made it a problem is known in a moment, and told with the same report mostly. */
  #askWhy(report: CheckReport): void {
    const { id } = report;
    const problem = problemOf(report);
    if (report.runs === 0 || this.#why.get(id)?.problem === problem) return;
    const why: Why = { problem, json: '' };
    this.#why.set(id, why);
    this.#deps
      .explain(id)
      .then(({ parts }) => {
        why.json = explanationJson(parts);
        if (why.json === '' || this.#why.get(id) !== why) return;
        const present = this.#deps.report(id);
        if (problemOf(present) === problem) this.#tell(present, []);
      })
      .catch((error: unknown) => {
        this.#deps.log.warn('a problem is not explained', { check: id, reason: messageOf(error) });
      });
  }

  #tellLater({ id, state }: CheckReport, toldMs: number): void {
    if (this.#dueMs.has(id)) return;
    const dueMs = toldMs + (isProblem(state) ? PROBLEM_TEXT_MS : WELL_TEXT_MS);
    this.#dueMs.set(id, dueMs);
    if (dueMs < this.#armedMs) this.#arm(dueMs);
  }

  #arm(dueMs: number): void {
    this.#cancel?.();
    this.#armedMs = dueMs;
    const delayMs = Math.max(0, dueMs - this.#deps.clock.nowMs());
    this.#cancel = this.#deps.clock.after(delayMs, () => this.#tellDue());
  }

  #tellDue(): void {
    this.#cancel = undefined;
    this.#armedMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#deps.clock.nowMs();
    for (const [id, dueMs] of [...this.#dueMs]) {
      if (dueMs <= nowMs) this.#tell(this.#deps.report(id), []);
    }
    const next = Math.min(...this.#dueMs.values());
    if (next < Number.POSITIVE_INFINITY) this.#arm(next);
  }

  #drop(id: string): void {
    this.#told.delete(id);
    this.#dueMs.delete(id);
    this.#why.delete(id);
  }
}

/** What is told at once when it is another. */
function newsOf({ state, sinceMs, applies, isFlapping, soft }: CheckReport): string {
  const trying = soft === null ? '' : `${soft.state} ${soft.attempt}`;
  return `${state} ${sinceMs} ${applies} ${isFlapping} ${trying}`;
}

/** What is told now and then. */
function textOf({ output, reason }: CheckReport): string {
  return reason === '' ? output : reason;
}

function problemOf({ state, sinceMs }: CheckReport): string {
  return `${state} ${sinceMs}`;
}
