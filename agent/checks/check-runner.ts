import type { Cancel, Clock } from '@/common/clock';
import type { CheckEvent, CheckResult, ResultState } from '@/common/domain/check';
import { type Instant, newCheckLife } from '@/common/domain/check-life';
import type {
  CheckExplanation,
  CheckHistoryEntry,
  CheckReport,
} from '@/common/domain/check-report';
import { AppError, messageOf } from '@/common/errors';
import type { Surroundings } from '@/common/expression/frame';
import type { RootScope } from '@/common/expression/scope';
import type { Log } from '@/common/log';
import { nearest } from '@/common/nearest';
import type { Random } from '@/common/random';
import type { ReportSink } from '../collectors/report-sink';
import type { Evaluator } from '../expression/evaluator';
import type { Pack } from '../packs/pack-tree';
import { parameterScope } from '../packs/parameter-scope';
import { CheckEntry } from './check-entry';
import { CheckHistory } from './check-history';
import { CheckKeeper } from './check-keeper';
import { CheckSchedule } from './check-schedule';
import type { CheckStore, KeptChecks } from './check-store';
import { type CompiledCheck, compileCheck } from './compiled-check';
import { applicability, evaluateCheck, resolveCheck } from './evaluate-check';
import { explainCheck } from './explain-check';
import { runPluginCheck } from './plugin-result';
import { RunSlots } from './run-slots';

export interface CheckRunnerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly evaluator: Pick<Evaluator, 'language' | 'surroundings'>;
  /** The groups that this node is in. */
  readonly groups: () => readonly string[];
  readonly sink: Pick<ReportSink, 'samples'>;
  readonly store: CheckStore;
  /** `PATH` of the programs that checks run. */
  readonly searchPath: string;
}

/** What a pack gives to checks. */
export type CheckPack = Pick<Pack, 'name' | 'parameters' | 'files'>;

/** What somebody else found out and tells. */
export interface ToldResult {
  readonly state: ResultState;
  readonly output: string;
}

/** Programs that run at a time. */
const PARALLEL_MAX = 4;
const WATCH_EVERY_MS = 5_000;
/** Runs the checks of this machine, keeps their states, and watches that they do run. */
export class CheckRunner {
  readonly #deps: CheckRunnerDeps;
  readonly #entries = new Map<string, CheckEntry>();
  readonly #history = new CheckHistory();
  readonly #schedule: CheckSchedule;
  readonly #slots = new RunSlots(PARALLEL_MAX);
  readonly #stop = new AbortController();
  readonly #kept: KeptChecks;
  readonly #keeper: CheckKeeper;
  #watchedMs = 0;
  #cancelWatch: Cancel | undefined;

  constructor(deps: CheckRunnerDeps) {
    this.#deps = deps;
    this.#kept = deps.store.read(deps.clock.nowMs());
    this.#history.add(this.#kept.history);
    this.#keeper = new CheckKeeper({
      clock: deps.clock,
      store: deps.store,
      present: () => ({
        lives: new Map([...this.#entries].map(([id, { life }]) => [id, life])),
        history: this.#history.entries,
      }),
    });
    const run = (id: string) => void this.#run(id);
    this.#schedule = new CheckSchedule({ clock: deps.clock, random: deps.random, run });
  }

  /**
   * The checks of these packs and no others. Those that were there before keep their states, so
   * that packs may be read again at any time; one that is wrong is logged and left out.
   */
  load(packs: readonly CheckPack[]): void {
    const before = new Map(this.#entries);
    this.#entries.clear();
    for (const pack of packs) {
      const parameters = parameterScope(pack);
      for (const file of pack.files.checks) {
        if (file.enabled) this.#add(file, parameters, before);
      }
    }
    this.#schedule.replace(
      [...this.#entries.values()].flatMap(({ check }) => {
        const { id, collectors, definition } = check;
        const job = { id, collectors, intervalMs: definition.intervalMs };
        return definition.way.is === 'passive' ? [] : [job];
      }),
    );
  }

  start(): void {
    this.#watchedMs = this.#deps.clock.nowMs();
    this.#watch();
  }

  /** Programs that run are ended; the states are written down. */
  stop(): void {
    this.#stop.abort();
    this.#schedule.stop();
    this.#cancelWatch?.();
    this.#keeper.stop();
  }

  /** A collector has fresh data, or none any more. */
  collectorRan(name: string): void {
    this.#schedule.collectorRan(name);
  }

  reports(): CheckReport[] {
    return [...this.#entries.values()].map(({ report }) => report);
  }

  /** @param name `linux.memory`, or `memory` where no other pack has one @throws {AppError} NOT_FOUND */
  report(name: string): CheckReport {
    return this.#find(name).report;
  }

  /** Oldest first. */
  history(): readonly CheckHistoryEntry[] {
    return this.#history.entries;
  }

  /** @throws {AppError} NOT_FOUND */
  explain(name: string): Promise<CheckExplanation> {
    const entry = this.#find(name);
    return explainCheck(entry, (variables) => this.#surroundings(entry, variables));
  }

  /** @throws {AppError} NOT_FOUND; CONFLICT for a check that finds its results itself */
  tell(name: string, { state, output }: ToldResult): CheckReport {
    const entry = this.#find(name);
    if (entry.check.definition.way.is !== 'passive') {
      throw new AppError(
        'CONFLICT',
        `The check ${entry.check.id} runs by itself; results are told to those with passive: true.`,
      );
    }
    this.#take(entry, { state, output, perfdata: [], holds: false, durationMs: 0 });
    return entry.report;
  }

  #add(
    file: CheckPack['files']['checks'][number],
    parameters: RootScope,
    before: ReadonlyMap<string, CheckEntry>,
  ): void {
    try {
      const check = compileCheck(file, this.#deps.evaluator.language);
      const at = this.#at();
      const life = before.get(check.id)?.life ?? this.#kept.lives.get(check.id);
      this.#entries.set(
        check.id,
        new CheckEntry(check, parameters, life ?? newCheckLife(at), at.nowMs),
      );
    } catch (error) {
      if (!AppError.is(error)) throw error;
      this.#deps.log.error('check cannot be loaded', { reason: error.message });
    }
  }

  #find(name: string): CheckEntry {
    const whole = this.#entries.get(name);
    if (whole !== undefined) return whole;
    const named = [...this.#entries.values()].filter(({ check }) => check.file.name === name);
    const [only, another] = named;
    if (only !== undefined && another === undefined) return only;
    throw unknownCheck(name, named.length > 1 ? named : [...this.#entries.values()]);
  }

  async #run(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.isRunning || this.#stop.signal.aborted) return;
    entry.isRunning = true;
    try {
      const found = await this.#found(entry);
      if (found !== undefined && !this.#stop.signal.aborted) this.#take(entry, found);
    } catch (error) {
      this.#deps.log.error('a check failed', { check: id, reason: messageOf(error) });
    } finally {
      entry.isRunning = false;
    }
  }

  /** @returns `undefined` for a check that is not for this machine */
  async #found(entry: CheckEntry): Promise<CheckResult | undefined> {
    const { check } = entry;
    const surroundings = (variables?: RootScope) => this.#surroundings(entry, variables);
    if (check.condition !== null || check.definition.group !== null) {
      const found = await applicability(check, surroundings(), this.#deps.groups());
      if (!entry.applyIf(found, this.#at())) return undefined;
    }
    if (check.definition.way.is === 'plugin') {
      return this.#slots.run(() => this.#timed(() => this.#runProgram(check, surroundings())));
    }
    return this.#timed(async () => {
      const judged = check.needsHost
        ? await resolveCheck(check, surroundings)
        : evaluateCheck(check, surroundings);
      return { ...judged, perfdata: [] };
    });
  }

  async #runProgram(check: CompiledCheck, around: Surroundings) {
    const { clock, searchPath } = this.#deps;
    const deps = { clock, searchPath, signal: this.#stop.signal };
    return { ...(await runPluginCheck(check, around, deps)), holds: false };
  }

  async #timed(find: () => Promise<Omit<CheckResult, 'durationMs'>>): Promise<CheckResult> {
    const { clock } = this.#deps;
    const begunMs = clock.nowMs();
    return { ...(await find()), durationMs: clock.nowMs() - begunMs };
  }

  #surroundings({ parameters }: CheckEntry, variables?: RootScope) {
    const roots = variables === undefined ? { parameters } : { parameters, variables };
    return this.#deps.evaluator.surroundings(roots);
  }

  #take(entry: CheckEntry, found: CheckResult): void {
    const at = this.#at();
    this.#happened(entry, entry.take(found, at));
    if (entry.life.state === 'pending' && found.state === 'unknown') {
      this.#schedule.tryAgain(entry.check.id);
    }
    const samples = entry.series.samples(found.perfdata);
    if (samples.length > 0) this.#deps.sink.samples(at.wallMs, samples);
  }

  #happened({ check }: CheckEntry, events: readonly CheckEvent[]): void {
    const changes = events.filter(({ kind }) => kind !== 'attempt');
    this.#history.add(changes.map((event) => ({ check: check.id, ...event })));
    for (const event of changes) {
      if (event.kind !== 'state') continue;
      const { from, to } = event;
      const isLost = to === 'stale';
      if (isLost) this.#deps.log.warn('a check does not run any more', { check: check.id });
      else this.#deps.log.info('check changed', { check: check.id, from, to });
    }
    this.#keeper.remember(changes.length > 0);
  }

  /**
   * Time counts as silence only while the agent was awake: after a pause of the whole machine, or of
   * this process, every check gets its time again.
   */
  #watch(): void {
    const { clock } = this.#deps;
    const nowMs = clock.nowMs();
    const passedMs = nowMs - this.#watchedMs;
    const lostMs = passedMs > 2 * WATCH_EVERY_MS ? passedMs : 0;
    this.#watchedMs = nowMs;
    for (const entry of this.#entries.values()) {
      const events = entry.look(lostMs, this.#at());
      if (events.length > 0) this.#happened(entry, events);
    }
    this.#cancelWatch = clock.after(WATCH_EVERY_MS, () => this.#watch());
  }

  #at(): Instant {
    const { clock } = this.#deps;
    return { nowMs: clock.nowMs(), wallMs: clock.wallMs() };
  }
}

function unknownCheck(name: string, entries: readonly CheckEntry[]): AppError {
  const ids = entries.map(({ check }) => check.id);
  const near = nearest(name.slice(0, 60), ids);
  const hint =
    near === undefined
      ? `There are: ${ids.slice(0, 50).join(', ') || 'none'}.`
      : `Did you mean ${near}?`;
  return new AppError('NOT_FOUND', `There is no check ${name.slice(0, 60)}. ${hint}`);
}
