import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditFindings } from './audit-findings';
import { atMost, between, type Finding, type GoalOptions, none, noted, within } from './goal';
import { LabFleet } from './lab-fleet';
import { readLedger } from './ledger';
import { SteadyAgent } from './steady-agent';

export interface ClockJumpOptions extends GoalOptions {
  /** Whose clock jumps. */
  readonly victim: 'agents' | 'server';
  /** How long each clock holds. */
  readonly holdMs: number;
  /** Steps of ten seconds back, one after the other. */
  readonly stepsBack: number;
  readonly agentsPerProcess: number;
  readonly series: number;
}

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const HOUR_S = 3_600;
const YEAR_S = 365 * 24 * HOUR_S;
const BACK_STEP_S = 10;
/** Of a busy machine: half of the time that a challenge took. */
const SKEW_ERROR_MS_MAX = 5_000;
const SEEN_MS_MAX = 30_000;
const CADENCE_PERCENT_MAX = 1;

/** A clock that a file says, for one process and its threads; monotonic time stays true. */
class FakeTime {
  readonly #file: string;

  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `${name}.faketime`);
    this.set(0);
  }

  get environment(): Record<string, string> {
    return {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  set(offsetSeconds: number): void {
    writeFileSync(this.#file, `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds.toFixed(3)}\n`);
  }
}

/** D8: the wall clock of the agents, or of the server, is set to and fro by hours and years. */
export async function runClockJumps(options: ClockJumpOptions): Promise<Finding[]> {
  const time = new FakeTime(options.folder, options.victim);
  const isOfAgents = options.victim === 'agents';
  const environment = {
    [isOfAgents ? 'loadEnvironment' : 'serverEnvironment']: time.environment,
  };
  const load = { processes: 1, intervalMs: 1_000, eventEvery: 20, isHasty: true };
  const fleet = new LabFleet({ ...options, ...load, ...environment });
  const steady = new SteadyAgent(
    join(options.folder, 'steady'),
    isOfAgents ? time.environment : {},
  );
  try {
    await fleet.start();
    await steady.start(fleet.server);
    const seenMs: number[] = [];
    for (const offset of offsetsOf(options)) {
      time.set(offset);
      if (isOfAgents) seenMs.push(await timeUntilSeen(fleet, offset));
      options.say(`the clock of the ${options.victim} says ${offset.toFixed(1)} s more`);
      await sleep(options.holdMs);
    }
    const cadence = await steady.cadencePercent();
    await steady.stop();
    const result = await fleet.audit();
    const overwritten = overwrittenSamples(fleet, options.series);
    const lost = Math.max(0, result.lostSamples - overwritten);
    return [
      atMost('collectors run too often or too seldom', Math.abs(cadence), CADENCE_PERCENT_MAX, '%'),
      ...(isOfAgents ? skewFindings(seenMs, result.clocksTold) : []),
      noted('two samples of a series at the same millisecond', String(overwritten)),
      ...auditFindings({ ...result, lostSamples: lost }),
    ];
  } finally {
    await steady.stop();
    await fleet.end();
  }
}

/** Odd milliseconds, so that a step back does not land on the samples that are there by itself. */
function offsetsOf({ random, stepsBack }: ClockJumpOptions): number[] {
  const odd = () => between(random, 0, 1);
  const in2038 = Date.UTC(2038, 0, 20) / 1_000 - Date.now() / 1_000;
  const steps = Array.from({ length: stepsBack }, (_, step) => -(step + 1) * BACK_STEP_S);
  return [HOUR_S, -HOUR_S, YEAR_S, -YEAR_S, in2038, ...steps].map((s) => s + odd()).concat(0);
}

/** @returns how long until every agent has measured how far it is off */
async function timeUntilSeen(fleet: LabFleet, offset: number): Promise<number> {
  const startedMs = performance.now();
  await fleet.settled(`a skew of ${offset} s is measured`, ({ skewMs }) => {
    return skewMs.every((ms) => ms !== null && Math.abs(ms - offset * 1_000) < SKEW_ERROR_MS_MAX);
  });
  return performance.now() - startedMs;
}

function skewFindings(seenMs: readonly number[], told: number): Finding[] {
  return [
    within('a wrong clock is measured after', Math.max(...seenMs), SEEN_MS_MAX),
    noted('entries about clocks on the timeline', String(told)),
    none('wrong clocks that the timeline does not tell of', told > 0 ? 0 : 1),
  ];
}

/** A series has one sample at one time: where a clock went back, the second takes the place. */
function overwrittenSamples({ loads }: LabFleet, series: number): number {
  const seen = new Set<string>();
  let repeated = 0;
  for (const entry of loads.flatMap(({ options }) => readLedger(options.ledger))) {
    if (entry.kind !== 'accepted') continue;
    for (const time of entry.times) {
      const key = `${entry.nodeId} ${time}`;
      if (seen.has(key)) repeated += series;
      seen.add(key);
    }
  }
  return repeated;
}

/** Why no clock can be made to jump here. */
export function lacksFakeTime(): string | undefined {
  return existsSync(LIBRARY) ? undefined : 'needs libfaketime (apt install libfaketime)';
}
