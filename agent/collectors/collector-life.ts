import type { Clock } from '@/common/clock';
import type { CollectorStatus } from '@/common/domain/collector';
import { type CollectorRun, type RunResult, startRun } from './collector-run';
import { cut, NOT_RUN_YET, type Situation, situationOf } from './collector-situation';
import type { Collector, CollectorParameters } from './define-collector';
import { createFlattener, type Flatten, type Flattened } from './flatten';
import type { Host } from './host';
import type { ReadyCollector } from './packed-collector';
import { createRates, type Rates } from './rate';

export interface CollectorLifeDeps {
  readonly clock: Clock;
  readonly host: Host;
  /** Processor milliseconds that this process has used so far. */
  readonly cpuMs: () => number;
}

/** The last good data of a collector, with its time. */
export interface CollectedData extends Flattened {
  readonly atMs: number;
}

/** What a run that was not skipped has come to. */
export interface RunEnd {
  readonly result: RunResult;
  /** Wall clock at the wake-up that began it. */
  readonly atMs: number;
  /** It asked for rates and it was the first to do so: another run soon gives them. */
  readonly wantsRates: boolean;
}

/** What the status of the wire does not carry. */
export interface CollectorCost {
  /** Mean of the last runs; an upper bound where a run waited while others worked. */
  readonly cpuMsMean: number;
  /** Runs that were due while an earlier one was still going on. */
  readonly skipped: number;
  /** An abandoned run has not ended yet. */
  readonly hanging: boolean;
  /** It tells rates, and so has all of its data from the second run on. */
  readonly usesRates: boolean;
  readonly dataAtMs: number | null;
}

/** How many runs a mean looks back on, about. */
const MEAN_RUNS = 16;

/** One collector from run to run: its state, its costs, its last good data. */
export class CollectorLife {
  readonly pack: string;
  readonly collector: Collector;
  /** What the next run is told. */
  parameters: CollectorParameters;
  intervalMs: number;
  data: CollectedData | undefined;

  readonly #deps: CollectorLifeDeps;
  readonly #flatten: Flatten;
  #rates: Rates = createRates();
  #askedForRates = false;
  #run: CollectorRun | undefined;
  #end: Promise<RunEnd> | undefined;
  #situation: Situation = NOT_RUN_YET;
  #sinceMs: number;
  #lastRunMs: number | null = null;
  #durationMs = 0;
  #durationMsMean = 0;
  #cpuMsMean = 0;
  #runs = 0;
  #failures = 0;
  #skipped = 0;
  #hanging = false;

  constructor(
    { pack, collector, parameters }: Pick<ReadyCollector, 'pack' | 'collector' | 'parameters'>,
    deps: CollectorLifeDeps,
  ) {
    this.pack = pack;
    this.collector = collector;
    this.parameters = parameters;
    this.intervalMs = collector.intervalMs;
    this.#deps = deps;
    this.#flatten = createFlattener(collector.name, collector.shape);
    this.#sinceMs = deps.clock.wallMs();
  }

  /**
   * Runs it, unless a run is still going on; that counts as skipped and gives `undefined`.
   * @param atMs wall clock that its samples carry: runs of one wake-up share it, and so one frame
   */
  start(atMs: number): Promise<RunEnd> | undefined {
    if (this.#run !== undefined) {
      this.#skipped += 1;
      return undefined;
    }
    this.#end = this.#runOnce(atMs);
    return this.#end;
  }

  /** The run going on now, when there is one that still counts. */
  get current(): Promise<RunEnd> | undefined {
    return this.#end;
  }

  /** An abandoned run has not ended yet. */
  get hanging(): boolean {
    return this.#hanging;
  }

  abort(): void {
    this.#run?.abort();
  }

  /** For what is decided without a run: switched off, broken. */
  setSituation(situation: Situation): void {
    if (situation.state !== this.#situation.state) this.#sinceMs = this.#deps.clock.wallMs();
    this.#situation = situation;
  }

  get status(): CollectorStatus {
    const { name, summary } = this.collector;
    const { state, reason, fix } = this.#situation;
    return {
      collector: name,
      pack: this.pack,
      summary: cut('summary', summary),
      state,
      reason: cut('reason', reason),
      fix: cut('fix', fix),
      sinceMs: this.#sinceMs,
      intervalMs: this.intervalMs,
      lastRunMs: this.#lastRunMs,
      durationMs: this.#durationMs,
      durationMsMean: this.#durationMsMean,
      runs: this.#runs,
      failures: this.#failures,
      seriesCount: this.data?.samples.length ?? 0,
    };
  }

  get cost(): CollectorCost {
    return {
      cpuMsMean: this.#cpuMsMean,
      skipped: this.#skipped,
      hanging: this.hanging,
      usesRates: this.#askedForRates,
      dataAtMs: this.data?.atMs ?? null,
    };
  }

  async #runOnce(atMs: number): Promise<RunEnd> {
    const { clock, host, cpuMs } = this.#deps;
    const begunMs = clock.nowMs();
    const cpuBegunMs = cpuMs();
    const askedBefore = this.#askedForRates;
    const run = startRun(this.collector, {
      clock,
      host,
      parameters: this.parameters,
      rate: this.#rateAt(begunMs),
      flatten: this.#flatten,
    });
    this.#run = run;
    const result = await run.result;
    this.#end = undefined;
    this.#release(run, result);
    this.#count(clock.nowMs() - begunMs, cpuMs() - cpuBegunMs);
    this.#lastRunMs = atMs;
    this.#settle(result, atMs);
    return { result, atMs, wantsRates: this.#askedForRates && !askedBefore };
  }

  /** Free for the next run: at once, or when the abandoned one has ended after all. */
  #release(run: CollectorRun, result: RunResult): void {
    this.#hanging = result.kind === 'abandoned';
    if (!this.#hanging) {
      this.#run = undefined;
      return;
    }
    void run.ended.then(() => {
      this.#run = undefined;
      this.#hanging = false;
    });
  }

  #rateAt(begunMs: number): Rates['rate'] {
    const rates = this.#rates;
    rates.begin(begunMs);
    return (key, counter) => {
      this.#askedForRates = true;
      return rates.rate(key, counter);
    };
  }

  #count(durationMs: number, cpuMs: number): void {
    this.#runs += 1;
    const weight = 1 / Math.min(this.#runs, MEAN_RUNS);
    this.#durationMs = durationMs;
    this.#durationMsMean += (durationMs - this.#durationMsMean) * weight;
    this.#cpuMsMean += (cpuMs - this.#cpuMsMean) * weight;
  }

  #settle(result: RunResult, atMs: number): void {
    const failed = result.kind === 'error' || result.kind === 'abandoned';
    if (failed) this.#failures += 1;
    else this.data = result.kind === 'data' ? { ...result.flattened, atMs } : undefined;
    // The abandoned run keeps the old memory: what it does late must not spoil the next rates.
    if (result.kind === 'abandoned') this.#rates = createRates();
    this.setSituation(situationOf(result, this.collector));
  }
}
