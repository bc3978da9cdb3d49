import { setTimeout as sleep } from 'node:timers/promises';
import { auditFindings } from './audit-findings';
import { atMost, distribution, type Finding, type GoalOptions, noted } from './goal';
import { LabFleet } from './lab-fleet';

export interface StoppedServerOptions extends GoalOptions {
  readonly rounds: number;
  readonly stoppedMs: number;
  readonly processes: number;
  readonly agentsPerProcess: number;
  readonly series: number;
}

const MIB = 1024 * 1024;
const GROWTH_MIB_MAX = 32;

/**
 * D7: the server is stopped in its tracks, sockets and all, and goes on later. Agents wait as they
 * really do, so that what is measured of their coming back is true.
 */
export async function runStoppedServer(options: StoppedServerOptions): Promise<Finding[]> {
  const fleet = new LabFleet({ ...options, intervalMs: 1_000, eventEvery: 20, isHasty: false });
  const backMs: number[] = [];
  let growthBytes = 0;
  let rounds = 0;
  try {
    await fleet.start();
    await sleep(5_000);
    const before = await memory(fleet);
    while (rounds < options.rounds && !options.isOver()) {
      process.kill(fleet.server.pid, 'SIGSTOP');
      await sleep(options.stoppedMs);
      growthBytes = Math.max(growthBytes, grown(before, await memory(fleet)));
      process.kill(fleet.server.pid, 'SIGCONT');
      backMs.push(await caughtUp(fleet, options.agentsPerProcess));
      growthBytes = Math.max(growthBytes, grown(before, await memory(fleet)));
      rounds += 1;
      options.say(
        `stopped ${rounds} of ${options.rounds}, caught up in ${distribution(backMs, 'ms')}`,
      );
    }
    const result = await fleet.audit();
    const each = `${options.agentsPerProcess} agents in it`;
    return [
      noted(
        'stops',
        `${rounds} of ${options.rounds} asked for, ${options.stoppedMs / 1_000} s each`,
      ),
      noted('caught up after', distribution(backMs, 'ms')),
      atMost(`a process grew, ${each}`, growthBytes / MIB, GROWTH_MIB_MAX, 'MiB'),
      ...auditFindings(result),
    ];
  } finally {
    if (fleet.server.isRunning) process.kill(fleet.server.pid, 'SIGCONT');
    await fleet.end();
  }
}

async function memory({ loads }: LabFleet): Promise<readonly number[]> {
  const all = await Promise.all(loads.map((load) => load.ask('status')));
  return all.map(({ rssBytes }) => rssBytes);
}

/** The most that any process has grown by. */
function grown(before: readonly number[], now: readonly number[]): number {
  return Math.max(...now.map((bytes, index) => bytes - (before[index] ?? bytes)));
}

/** @returns how long until every agent is connected and has next to nothing left to send */
async function caughtUp(fleet: LabFleet, agents: number): Promise<number> {
  const startedMs = performance.now();
  await fleet.settled('the agents have caught up', ({ connected, waiting }) => {
    return connected === agents && waiting <= agents;
  });
  return performance.now() - startedMs;
}
