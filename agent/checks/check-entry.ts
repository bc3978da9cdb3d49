import { CHECK_OUTPUT_LENGTH, type CheckEvent, type CheckResult } from '@/common/domain/check';
import { changePercent } from '@/common/domain/check-flapping';
import {
  afterEnd,
  afterResult,
  afterSilence,
  type CheckLife,
  type CheckStep,
  type Instant,
} from '@/common/domain/check-life';
import type { CheckReport } from '@/common/domain/check-report';
import { formatDuration } from '@/common/duration';
import type { RootScope } from '@/common/expression/scope';
import type { RunJob } from '../run-schedule';
import type { CompiledCheck } from './compiled-check';
import type { Applicability } from './evaluate-check';
import { PerfSeries } from './perf-series';

/** What a check was before its definition was read. */
export interface CheckPast {
  readonly life: CheckLife;
  /** An earlier run of the agent found that, and this one nothing yet. */
  readonly isKept?: boolean;
  /** The same check, defined otherwise: until this one runs, it is for this machine as that was. */
  readonly former?: CheckEntry | undefined;
}

/** One check of the agent: its definition, its life, how it is run. */
export class CheckEntry {
  readonly check: CompiledCheck;
  readonly parameters: RootScope;
  readonly series: PerfSeries;
  life: CheckLife;
  #runs = 0;
  /** Monotonic time of the last result, or since when one is waited for. */
  #heardMs: number;
  #applicability: Applicability;
  #isSettled: boolean;

  constructor(
    check: CompiledCheck,
    parameters: RootScope,
    { life, former, isKept = false }: CheckPast,
    nowMs: number,
  ) {
    this.#isSettled = former?.isSettled ?? !isKept;
    this.#applicability = former === undefined ? { applies: true } : former.#applicability;
    this.#heardMs = nowMs;
    this.check = check;
    this.parameters = parameters;
    this.life = life;
    this.series = new PerfSeries(check.id);
  }

  /** @returns what happened by it */
  take(found: CheckResult, at: Instant): readonly CheckEvent[] {
    const output = found.output.slice(0, CHECK_OUTPUT_LENGTH);
    const result = { ...found, output };
    this.#runs += 1;
    this.#isSettled = true;
    this.#heardMs = at.nowMs;
    return this.#step(afterResult(this.life, result, this.check.policy, at));
  }

  /**
   * Looks whether it has been silent for too long.
   * @param lostMs time since the last look in which the agent itself was not awake
   * @returns what happened by it
   */
  look(lostMs: number, at: Instant): readonly CheckEvent[] {
    this.#heardMs = Math.min(at.nowMs, this.#heardMs + lostMs);
    if (!this.#applicability.applies) return [];
    const silentMs = at.nowMs - this.#heardMs;
    const { way } = this.check.definition;
    if (way.is !== 'passive') {
      return this.#step(afterSilence(this.life, silentMs, this.check.policy, at));
    }
    if (way.expectEveryMs === null || silentMs <= way.expectEveryMs + way.graceMs) return [];
    return this.life.state === 'critical' ? [] : this.#missed(way.expectEveryMs, at);
  }

  /** It has run, and could not tell anything yet. */
  wait({ nowMs }: Instant): void {
    this.#heardMs = nowMs;
  }

  /** False while it stands as an earlier run of the agent left it. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  get applies(): boolean {
    return this.#applicability.applies;
  }

  /**
   * A check that is not for this machine any more forgets what it was.
   * @returns what happened by it
   */
  applyIf(applicability: Applicability, at: Instant): readonly CheckEvent[] {
    const before = this.#applicability.applies;
    this.#applicability = applicability;
    if (applicability.applies || !(before || this.life.state !== 'pending')) return [];
    this.#heardMs = at.nowMs;
    return this.#step(afterEnd(this.life, applicability.reason, at));
  }

  /** When it runs; a passive one does not. */
  get jobs(): readonly RunJob[] {
    const { id, collectors, definition } = this.check;
    const { way, intervalMs } = definition;
    return way.is === 'passive' ? [] : [{ id, collectors, intervalMs }];
  }

  get report(): CheckReport {
    const { id, file, definition } = this.check;
    const { state, sinceMs, soft, isFlapping, recent, last } = this.life;
    const applicability = this.#applicability;
    return {
      id,
      name: file.name,
      pack: file.pack,
      level: file.level,
      path: file.path,
      summary: definition.summary,
      way: definition.way.is,
      state,
      sinceMs,
      applies: applicability.applies,
      reason: applicability.applies ? '' : applicability.reason,
      output: last?.output ?? '',
      perfdata: last?.perfdata ?? [],
      isFlapping,
      changePercent: changePercent(recent),
      soft: soft && { state: soft.state, attempt: soft.attempt },
      attempts: definition.attempts,
      forMs: definition.forMs,
      intervalMs: definition.intervalMs,
      lastResultMs: last?.atMs ?? null,
      durationMs: last?.durationMs ?? null,
      runs: this.#runs,
    };
  }

  /** It waited long enough already: attempts are for results. */
  #missed(expectEveryMs: number, at: Instant): readonly CheckEvent[] {
    const silent = formatDuration(at.nowMs - this.#heardMs);
    const output = `nothing heard for ${silent}, expected every ${formatDuration(expectEveryMs)}`;
    const result = {
      state: 'critical',
      output,
      perfdata: [],
      durationMs: 0,
      holds: false,
    } as const;
    const policy = { ...this.check.policy, attempts: 1, forMs: 0 };
    return this.#step(afterResult(this.life, result, policy, at));
  }

  #step({ life, events }: CheckStep): readonly CheckEvent[] {
    this.life = life;
    return events;
  }
}
