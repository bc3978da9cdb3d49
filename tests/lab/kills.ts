import { setTimeout as sleep } from 'node:timers/promises';
import { auditFindings } from './audit-findings';
import {
  between,
  distribution,
  type Finding,
  type GoalOptions,
  noted,
  percentile,
  within,
} from './goal';
import { LabFleet } from './lab-fleet';
import type { LoadProcess } from './load-process';

export interface KillOptions extends GoalOptions {
  /** Half of them of the server, half of agents' processes. */
  readonly kills: number;
  readonly processes: number;
  readonly agentsPerProcess: number;
  readonly series: number;
}

const PAUSE_MS_MIN = 200;
const PAUSE_MS_MAX = 2_000;
const BACK_MS_MAX = 5_000;

/**
 * D1: server and agents are killed as the kernel would, at random moments under load, the agents
 * also while the server starts. The server is ready again when it says so to its parent.
 */
export async function runKills(options: KillOptions): Promise<Finding[]> {
  const fleet = new LabFleet({ ...options, intervalMs: 1_000, eventEvery: 20, isHasty: true });
  try {
    await fleet.start();
    const each = Math.floor(options.kills / 2);
    const backMs: number[] = [];
    let isLate = false;
    const [agentKills] = await Promise.all([
      killAgents(fleet, options.kills - each, options, () => isLate),
      killServer(fleet, each, backMs, options).finally(() => {
        isLate = true;
      }),
    ]);
    const result = await fleet.audit();
    const asked = `of ${options.kills} asked for`;
    return [
      noted(
        'kills',
        `${backMs.length} of the server, ${agentKills} of agents' processes, ${asked}`,
      ),
      noted('server back', distribution(backMs, 'ms')),
      within('server back, p99', percentile(backMs, 99), BACK_MS_MAX),
      ...auditFindings(result),
    ];
  } finally {
    await fleet.end();
  }
}

async function killServer(
  fleet: LabFleet,
  kills: number,
  backMs: number[],
  { random, say, isOver }: KillOptions,
): Promise<void> {
  for (let kill = 1; kill <= kills && !isOver(); kill++) {
    await sleep(between(random, PAUSE_MS_MIN, PAUSE_MS_MAX));
    await fleet.server.kill();
    backMs.push(await fleet.server.start());
    if (kill % 10 === 0) {
      say(`server killed ${kill} of ${kills}, back in ${distribution(backMs, 'ms')}`);
    }
  }
}

/** Spread over the time that the server's kills take. */
async function killAgents(
  { loads }: LabFleet,
  kills: number,
  { random, say, isOver }: KillOptions,
  isLate: () => boolean,
): Promise<number> {
  let done = 0;
  while (done < kills && !isOver()) {
    const victim = loads[Math.floor(random.next() * loads.length)] as LoadProcess;
    await sleep(isLate() ? PAUSE_MS_MIN : between(random, PAUSE_MS_MIN, PAUSE_MS_MAX * 3));
    await victim.kill();
    await victim.start();
    done += 1;
    if (done % 10 === 0) say(`agents killed ${done} of ${kills}`);
  }
  return done;
}
