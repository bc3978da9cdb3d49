import type { Cancel } from '@/common/clock';
import type { CheckEvent, CheckResult, ResultState } from '@/common/domain/check';
import type { CheckLife, Instant } from '@/common/domain/check-life';
import type {
  CheckExplanation,
  CheckHistoryEntry,
  CheckReport,
} from '@/common/domain/check-report';
import { AppError, messageOf } from '@/common/errors';
import type { RootScope } from '@/common/expression/scope';
import { Keeper } from '../keeper';
import { findDefinition } from '../packs/find-definition';
import { RunSchedule } from '../run-schedule';
import type { CheckEntry } from './check-entry';
import { CheckHistory } from './check-history';
import { logChanges } from './check-log';
import type { CheckRunnerDeps } from './check-runner-deps';

import type { CompiledCheck } from './compiled-check';
import { endedChecks } from './ended-checks';
import { type Applicability, applicability } from './evaluate-check';
import { explainCheck } from './explain-check';
import { type CheckPack, loadChecks } from './load-checks';
import { createCheckRun, type RunCheck } from './run-check';
import { SilenceWatch } from './silence-watch';
import { WarmUp } from './warm-up';

/** What somebody else found out and tells. */
export interface ToldResult {
  readonly state: ResultState;
  readonly output: string;
}

/** Groups often change several at a time. */
const GROUPS_SETTLE_MS = 100;

/** Runs the checks of this machine, keeps their states, and watches that they do run. */
export class CheckRunner {
  readonly #deps: CheckRunnerDeps;
  #entries: ReadonlyMap<string, CheckEntry> = new Map();
  readonly #running = new Map<string, Promise<void>>();
  readonly #history = new CheckHistory();
  readonly #schedule: RunSchedule;
  readonly #runCheck: RunCheck;
  readonly #stop = new AbortController();
  /** Those of an earlier run of the agent that have not been seen in this one. */
  readonly #kept: Map<string, CheckLife>;
  readonly #keeper: Keeper;
  readonly #watch: SilenceWatch;
  readonly #warmUp: WarmUp;
  #cancelLook: Cancel | undefined;

  constructor(deps: CheckRunnerDeps) {
    this.#deps = deps;
    this.#warmUp = new WarmUp(deps.clock);
    const kept = deps.store.read(deps.clock.nowMs());
    this.#kept = new Map(kept.lives);
    this.#history.add(kept.history);
    this.#keeper = new Keeper({ clock: deps.clock, write: () => this.#write() });
    const { clock, searchPath } = deps;
    this.#watch = new SilenceWatch({ clock, look: (lostMs) => this.#lookAll(lostMs) });
    this.#runCheck = createCheckRun({ clock, searchPath, signal: this.#stop.signal });
    const run = (id: string) => void this.#run(id);
    this.#schedule = new RunSchedule({ clock: deps.clock, random: deps.random, run });
  }

  /**
   * The checks of these packs and no others. Those that were there before keep their states, so
   * that packs may be read again at any time; one that is wrong is logged and left out.
   */
  load(packs: readonly CheckPack[]): void {
    const { evaluator, log } = this.#deps;
    const at = this.#at();
    const { language } = evaluator;
    const before = this.#entries;
    this.#entries = loadChecks(packs, { language, log, at, before, kept: this.#kept });
    const lives = [...this.#kept, ...[...before].map(([id, { life }]) => [id, life] as const)];
    const ended = endedChecks(lives, (id) => this.#entries.has(id), at);
    // One that goes and comes back begins anew, and not as it was when the agent started.
    this.#kept.clear();
    if (ended.length > 0) {
      this.#remember(ended);
      this.#deps.onEnd?.(ended);
    }
    this.#schedule.replace([...this.#entries.values()].flatMap(({ jobs }) => jobs));
  }

  start(): void {
    this.#watch.start();
  }

  /** Programs that run are ended; the states are written down. */
  stop(): void {
    this.#stop.abort();
    this.#schedule.stop();
    this.#watch.stop();
    this.#cancelLook?.();
    this.#keeper.stop();
  }

  /** A collector has fresh data, or none any more. */
  collectorRan(name: string): void {
    this.#warmUp.collectorRan(name);
    this.#schedule.collectorRan(name);
  }

  /** The node came into a group or left one: checks may be for it now, or not any more. */
  groupsChanged(): void {
    this.#cancelLook ??= this.#deps.clock.after(GROUPS_SETTLE_MS, () => {
      this.#cancelLook = undefined;
      for (const entry of this.#entries.values()) void this.#lookAgain(entry);
    });
  }

  reports(): CheckReport[] {
    return [...this.#entries.values()].map(({ report }) => report);
  }

  /** @param name `linux.memory`, or `memory` where no other is for this machine @throws {AppError} NOT_FOUND */
  report(name: string): CheckReport {
    return this.#find(name).report;
  }

  /** As their files define them. */
  definitions(): CompiledCheck[] {
    return [...this.#entries.values()].map(({ check }) => check);
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

  /**
   * @throws {AppError} NOT_FOUND; CONFLICT for a check that finds its results itself, or that is not
   * for this machine
   */
  tell(name: string, { state, output }: ToldResult): CheckReport {
    const entry = this.#find(name);
    if (entry.check.definition.way.is !== 'passive') {
      throw new AppError(
        'CONFLICT',
        `The check ${entry.check.id} runs by itself; results are told to those with passive: true.`,
      );
    }
    const { id, applies, reason } = entry.report;
    if (!applies)
      throw new AppError('CONFLICT', `The check ${id} is not for this node: ${reason}.`);
    this.#take(entry, { state, output, perfdata: [], holds: false, durationMs: 0 });
    return entry.report;
  }

  /**
   * Runs it now, whenever its turn would be.
   * @throws {AppError} NOT_FOUND; CONFLICT for a check whose results others tell
   */
  async run(name: string): Promise<CheckReport> {
    const entry = this.#find(name);
    const { id, definition } = entry.check;
    if (definition.way.is === 'passive') {
      throw new AppError('CONFLICT', `The check ${id} is passive: results are told to it.`);
    }
    await this.#run(id);
    return this.#find(id).report;
  }

  #find(name: string): CheckEntry {
    return findDefinition(this.#entries, 'check', name, ({ applies }) => applies);
  }

  /** One run of a check at a time; who asks meanwhile gets the one under way. */
  #run(id: string): Promise<void> {
    const underWay = this.#running.get(id);
    if (underWay !== undefined) return underWay;
    const run = this.#runOnce(id).finally(() => this.#running.delete(id));
    this.#running.set(id, run);
    return run;
  }

  async #runOnce(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#stop.signal.aborted) return;
    if (this.#warmUp.lacksData(entry)) return this.#wait(entry);
    try {
      const found = await this.#found(entry);
      if (this.#stop.signal.aborted) return;
      // Packs were read again meanwhile: this was said of a definition that is not in force any more.
      if (!this.#isInForce(entry)) return await this.#runOnce(id);
      if (found !== undefined && this.#warmUp.isNothing(entry, found)) this.#wait(entry);
      else if (found !== undefined) this.#take(entry, found);
      else this.#deps.onChange?.(entry.report, []);
    } catch (error) {
      this.#deps.log.error('a check failed', { check: id, reason: messageOf(error) });
    }
  }

  #wait(entry: CheckEntry): void {
    entry.wait(this.#at());
    this.#schedule.tryAgain(entry.check.id);
  }

  #isInForce(entry: CheckEntry): boolean {
    return this.#entries.get(entry.check.id) === entry;
  }

  /** @returns `undefined` for a check that is not for this machine */
  async #found(entry: CheckEntry): Promise<CheckResult | undefined> {
    if (!(await this.#look(entry))) return undefined;
    return this.#runCheck(entry.check, (variables) => this.#surroundings(entry, variables));
  }

  /** @returns whether it is for this machine */
  async #look(entry: CheckEntry): Promise<boolean> {
    const { check } = entry;
    // A former definition may have had conditions.
    const isForAll = check.condition === null && check.isFor === null;
    const found: Applicability = isForAll
      ? { applies: true }
      : await applicability(check, this.#surroundings(entry), this.#deps.groups());
    const events = entry.applyIf(found, this.#at());
    if (events.length > 0 && this.#isInForce(entry)) this.#happened(entry, events);
    return found.applies;
  }

  /** One that is for this machine now runs at once. */
  async #lookAgain(entry: CheckEntry): Promise<void> {
    if (this.#warmUp.lacksData(entry)) return;
    const did = entry.applies;
    const does = await this.#look(entry);
    if (!this.#isInForce(entry)) return;
    if (did !== does) {
      this.#keeper.remember(true);
      this.#deps.onChange?.(entry.report, []);
    }
    if (does && !did && entry.check.definition.way.is !== 'passive') {
      await this.#run(entry.check.id);
    }
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

  #happened(entry: CheckEntry, events: readonly CheckEvent[]): void {
    const { check } = entry;
    const entries = events.map((event) => ({ check: check.id, ...event }));
    const changes = entries.filter(({ kind }) => kind !== 'attempt');
    this.#remember(changes);
    this.#deps.onChange?.(entry.report, changes);
  }

  #remember(changes: readonly CheckHistoryEntry[]): void {
    this.#history.add(changes);
    logChanges(this.#deps.log, changes);
    this.#keeper.remember(changes.length > 0);
  }

  #lookAll(lostMs: number): void {
    for (const entry of this.#entries.values()) {
      // Nothing else ever looks whether one that others run is for this machine.
      if (entry.check.definition.way.is === 'passive') void this.#lookAgain(entry);
      const events = entry.look(lostMs, this.#at());
      if (events.length > 0) this.#happened(entry, events);
    }
  }

  #write(): void {
    const { clock, store } = this.#deps;
    const lives = new Map([...this.#entries].map(([id, { life }]) => [id, life]));
    store.write({ lives, history: this.#history.entries }, clock.nowMs());
  }

  #at(): Instant {
    const { clock } = this.#deps;
    return { nowMs: clock.nowMs(), wallMs: clock.wallMs() };
  }
}
