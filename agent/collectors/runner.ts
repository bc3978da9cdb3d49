import type { Clock } from '@/common/clock';
import type { CollectorStatus } from '@/common/domain/collector';
import { formatDuration } from '@/common/duration';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import { ClockWatch } from './clock-watch';
import {
  type CollectedData,
  type CollectorCost,
  CollectorLife,
  type RunEnd,
} from './collector-life';
import { CollectorReporter } from './collector-reporter';
import type { CollectorParameters } from './define-collector';
import type { Host } from './host';
import type { BrokenCollector, PackedCollector } from './packed-collector';
import type { ReportSink } from './report-sink';
import { Scheduler } from './scheduler';
import { group } from './shape';
import { unknownCollector } from './unknown-collector';

/** What an operator says of a collector on this machine. */
interface CollectorSetting {
  readonly enabled?: boolean | undefined;
  readonly intervalMs?: number | undefined;
}

export interface CollectorRunnerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly host: Host;
  readonly sink: ReportSink;
  readonly log: Log;
  readonly collectors: readonly PackedCollector[];
  /** By collector; they outrank what the server asks for, and it the pack. */
  readonly settings: Readonly<Record<string, CollectorSetting>>;
  /** Processor milliseconds that this process has used so far. */
  readonly cpuMs: () => number;
  /** Told after each run of a collector, whatever came of it; never throws. */
  readonly onRun?: (collector: string) => void;
}

export type CollectorReport = CollectorStatus & CollectorCost;

/** A first run that asked for rates has none to give; the second follows this soon. */
const RATES_AFTER_MS = 1_000;

/** Runs every collector at its interval and tells the sink what came of it. */
export class CollectorRunner {
  readonly #deps: CollectorRunnerDeps;
  readonly #lives = new Map<string, CollectorLife>();
  readonly #active = new Set<string>();
  readonly #reporter: CollectorReporter;
  readonly #scheduler: Scheduler;
  readonly #clockWatch: ClockWatch;
  #wantedMs: Readonly<Record<string, number>> = {};
  #started = false;
  #stopped = false;

  constructor(deps: CollectorRunnerDeps) {
    this.#deps = deps;
    this.#reporter = new CollectorReporter(deps.sink, deps.clock);
    this.#clockWatch = new ClockWatch(deps.clock);
    this.#scheduler = new Scheduler({
      clock: deps.clock,
      random: deps.random,
      run: (name, atMs) => this.#runScheduled(name, atMs),
    });
    for (const packed of deps.collectors) this.#add(packed);
  }

  start(): void {
    const jobs = [];
    for (const [name, life] of this.#lives) {
      if (this.#active.has(name)) jobs.push({ name, intervalMs: life.intervalMs });
      else this.#reporter.status(life.status);
    }
    this.#scheduler.start(jobs);
    this.#started = true;
  }

  /**
   * Goes on with these. One whose code is the same keeps its state and its turn, and sees new
   * parameters at its next run; a run of one that is replaced or gone is told to give up.
   */
  use(collectors: readonly PackedCollector[]): void {
    const gone = new Set(this.#lives.keys());
    for (const packed of collectors) {
      const name = packed.kind === 'ready' ? packed.collector.name : packed.name;
      gone.delete(name);
      const life = this.#lives.get(name);
      if (packed.kind === 'ready' && life?.collector === packed.collector) {
        life.parameters = packed.parameters;
      } else this.#replace(name, packed);
    }
    for (const name of gone) this.#drop(name);
  }

  /** Runs that are going on are told to give up; nothing is reported any more. */
  stop(): void {
    this.#stopped = true;
    this.#scheduler.stop();
    for (const life of this.#lives.values()) life.abort();
  }

  /**
   * What the server wants, whole: collectors that are not named return to their pack's interval.
   * @param intervalsMs by collector; unknown names are for collectors of other machines
   */
  setIntervals(intervalsMs: Readonly<Record<string, number>>): void {
    this.#wantedMs = intervalsMs;
    for (const [name, life] of this.#lives) {
      const intervalMs = this.#intervalOf(life, intervalsMs);
      if (intervalMs === life.intervalMs) continue;
      life.intervalMs = intervalMs;
      this.#scheduler.changeInterval(name, intervalMs);
      this.#reporter.status(life.status);
    }
  }

  /** All of them, by name. */
  state(): CollectorReport[] {
    return [...this.#lives.values()].map(reportOf);
  }

  names(): readonly string[] {
    return [...this.#lives.keys()];
  }

  has(name: string): boolean {
    return this.#lives.has(name);
  }

  /** @throws {AppError} NOT_FOUND */
  report(name: string): CollectorReport {
    return reportOf(this.#find(name));
  }

  /**
   * The last good data of a collector; `undefined` when there is none.
   * @throws {AppError} NOT_FOUND
   */
  tree(name: string): CollectedData | undefined {
    return this.#find(name).data;
  }

  /**
   * Runs a collector outside its turn, or waits for the run that is going on.
   * @throws {AppError} NOT_FOUND; CONFLICT when it is switched off or broken; BUSY when it hangs.
   */
  async runNow(name: string): Promise<CollectorReport> {
    const life = this.#find(name);
    if (!this.#active.has(name)) {
      throw new AppError('CONFLICT', `The collector ${name} cannot run: ${life.status.reason}`);
    }
    if (life.hanging) {
      throw new AppError(
        'BUSY',
        `The collector ${name} still hangs in an earlier run; it can run again once that has ended.`,
      );
    }
    await (life.current ?? this.#run(life));
    return reportOf(life);
  }

  #add(packed: PackedCollector): void {
    const { clock, host, cpuMs, settings, log } = this.#deps;
    const ready = packed.kind === 'ready' ? packed.collector : placeholder(packed);
    const parameters = packed.kind === 'ready' ? packed.parameters : NO_PARAMETERS;
    const life = new CollectorLife(
      { pack: packed.pack, collector: ready, parameters },
      { clock, host, cpuMs },
    );
    this.#lives.set(ready.name, life);
    if (packed.kind === 'broken') {
      life.setSituation({ state: 'error', reason: packed.reason, fix: packed.fix });
      log.error('collector cannot be loaded', { collector: ready.name, reason: packed.reason });
    } else if (settings[ready.name]?.enabled === false) {
      life.setSituation({
        state: 'not-eligible',
        reason: `switched off in the agent's configuration (collectors.${ready.name}.enabled)`,
        fix: '',
      });
    } else {
      this.#active.add(ready.name);
      life.intervalMs = this.#intervalOf(life, this.#wantedMs);
    }
  }

  #replace(name: string, packed: PackedCollector): void {
    this.#lives.get(name)?.abort();
    this.#active.delete(name);
    this.#add(packed);
    const life = this.#lives.get(name);
    if (life === undefined || !this.#started) return;
    this.#scheduler.remove(name);
    if (this.#active.has(name)) this.#scheduler.add({ name, intervalMs: life.intervalMs });
    this.#reporter.status(life.status);
  }

  #drop(name: string): void {
    const life = this.#lives.get(name);
    life?.abort();
    life?.setSituation({ state: 'not-eligible', reason: 'no pack has it any more', fix: '' });
    if (life !== undefined) this.#reporter.status(life.status);
    this.#lives.delete(name);
    this.#active.delete(name);
    this.#scheduler.remove(name);
  }

  #find(name: string): CollectorLife {
    const life = this.#lives.get(name);
    if (life === undefined) throw unknownCollector(name, [...this.#lives.keys()]);
    return life;
  }

  #intervalOf({ collector }: CollectorLife, wantedMs: Readonly<Record<string, number>>): number {
    const { name } = collector;
    const own = this.#deps.settings[name]?.intervalMs;
    const wanted = Object.hasOwn(wantedMs, name) ? wantedMs[name] : undefined;
    return own ?? wanted ?? collector.intervalMs;
  }

  async #runScheduled(name: string, atMs: number): Promise<void> {
    const life = this.#lives.get(name);
    if (life === undefined) return;
    this.#lookAtClock();
    await this.#run(life, atMs);
  }

  async #run(life: CollectorLife, atMs = this.#deps.clock.wallMs()): Promise<void> {
    const before = life.status;
    const end = await life.start(atMs);
    const isCurrent = this.#lives.get(life.collector.name) === life;
    if (end === undefined || this.#stopped || !isCurrent) return;
    try {
      this.#reporter.runEnded(before, life, end);
    } catch (error) {
      this.#deps.log.error('a report was lost', { reason: messageOf(error) });
    }
    this.#afterRun(life, before, end);
    this.#deps.onRun?.(life.collector.name);
  }

  #afterRun(life: CollectorLife, before: CollectorStatus, end: RunEnd): void {
    const { name } = life.collector;
    if (end.wantsRates) this.#scheduler.runAfter(name, RATES_AFTER_MS);
    const { state, reason } = life.status;
    if (state === before.state && reason === before.reason) return;
    if (state === 'error') this.#deps.log.warn('collector failed', { collector: name, reason });
    else this.#deps.log.debug('collector changed', { collector: name, state, reason });
  }

  #lookAtClock(): void {
    const { clock, sink, log } = this.#deps;
    const jumpMs = this.#clockWatch.jumpMs();
    if (jumpMs === 0) return;
    const text = `wall clock went ${jumpMs > 0 ? 'forward' : 'back'} by ${formatDuration(jumpMs)}: it was set, or the machine slept`;
    log.warn('clock jumped', { jumpMs });
    sink.event({ kind: 'clock-jumped', atMs: clock.wallMs(), text });
  }
}

function reportOf(life: CollectorLife): CollectorReport {
  return { ...life.status, ...life.cost };
}

const NO_PARAMETERS: CollectorParameters = {
  text: noParameter,
  whole: noParameter,
  number: noParameter,
  flag: noParameter,
  texts: noParameter,
};

function noParameter(name: string): never {
  throw new Error(`There is no parameter ${name}: the collector could not be loaded.`);
}

/** Stands for a collector that could not be loaded, so that it is seen. It never runs. */
function placeholder({ name, pack }: BrokenCollector) {
  return {
    name,
    summary: `A collector of the pack ${pack} that could not be loaded.`,
    intervalMs: 10_000,
    shape: group({}),
    async collect(): Promise<never> {
      throw new Error(`the collector ${name} could not be loaded`);
    },
  };
}
