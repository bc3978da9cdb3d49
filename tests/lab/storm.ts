import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditFindings } from './audit-findings';
import { atMost, type Finding, type GoalOptions, noted, within } from './goal';
import { LabFleet } from './lab-fleet';

export interface StormOptions extends GoalOptions {
  readonly processes: number;
  readonly agentsPerProcess: number;
  /** How long the server is away, so that all agents are in the middle of their waits. */
  readonly awayMs: number;
}

/** Fifty at once and two hundred in the second that follows. */
const PER_SECOND_MAX = 250;
const BACK_MS_MAX = 60_000;

/** D7, the way back: a whole fleet loses its server, and finds it again. */
export async function runStorm(options: StormOptions): Promise<Finding[]> {
  const load = { series: 1, intervalMs: 10_000, eventEvery: 20, isHasty: false };
  const fleet = new LabFleet({ ...options, ...load });
  try {
    await fleet.start();
    options.say('every agent is connected');
    await sleep(options.awayMs);
    const before = connections(fleet).length;
    await fleet.server.kill();
    await sleep(options.awayMs);
    await fleet.server.start();
    const readyMs = Date.now();
    await fleet.settled('every agent is back', ({ connected }, { options: { agents } }) => {
      return connected === agents.length;
    });
    const back = connections(fleet).slice(before);
    const result = await fleet.audit();
    return [
      noted('agents', `${options.processes * options.agentsPerProcess} on as many sockets`),
      atMost('sessions opened in a second, at most', busiestSecond(back), PER_SECOND_MAX, ''),
      within('the last is back after', Math.max(...back) - readyMs, BACK_MS_MAX),
      ...auditFindings(result),
    ];
  } finally {
    await fleet.end();
  }
}

/** When sessions were opened, by the agents' logs, in order. */
function connections({ loads }: LabFleet): number[] {
  return loads
    .flatMap(({ options }) => readFileSync(`${options.ledger}.log`, 'utf8').split('\n'))
    .filter((line) => line.includes('"message":"connected'))
    .map((line) => (JSON.parse(line) as { atMs: number }).atMs)
    .sort((a, b) => a - b);
}

function busiestSecond(times: readonly number[]): number {
  const counts = times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length);
  return Math.max(0, ...counts);
}
