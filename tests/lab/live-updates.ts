import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { PageSocket, setUpAccount } from '../integration/page-socket';
import { AgentProcess, ServerProcess } from '../integration/several-servers';
import { until } from '../scripts/launched';
import {
  between,
  distribution,
  type Finding,
  type GoalOptions,
  noted,
  percentile,
  within,
} from './goal';

export interface LiveUpdateOptions extends GoalOptions {
  /** How often a node is given another name. */
  readonly rounds: number;
}

const LIVE_MS_MAX = 2_000;
const CLONE_MS_MAX = 30_000;
/** A page is told of a node once a second at most: changes come at any moment of that second. */
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 2_000;

/**
 * D10, live pages, and D9, a machine that is there twice: two servers on one PostgreSQL, a page on
 * each, and an agent whose folder is copied at the end, the copy reporting to the other server.
 */
export async function runLiveUpdates(options: LiveUpdateOptions): Promise<Finding[]> {
  const { folder } = options;
  const postgres = await startPostgres();
  const one = new ServerProcess(join(folder, 'one'));
  const agent = new AgentProcess('original', join(folder, 'original'));
  const copy = new AgentProcess('copy', join(folder, 'copy'));
  let two: ServerProcess | undefined;
  try {
    await one.start(postgres.url);
    two = new ServerProcess(join(folder, 'two'), one);
    await two.start(postgres.url);
    await setUpAccount(one);
    await one.enrol(agent);
    agent.start(one);
    using own = await PageSocket.open(one);
    using other = await PageSocket.open(two);
    const pages = { own, other };
    await until('both pages know the node', () => {
      return own.knows(agent.nodeId, 0) && other.knows(agent.nodeId, 0);
    });
    const tookMs = await timesOfChanges(pages, agent.nodeId, options);
    cpSync(join(folder, 'original'), join(folder, 'copy'), {
      recursive: true,
      filter: (path) => !path.endsWith('.sock'),
    });
    const noticedMs = await timeUntilNoticed(copy, two, pages, agent.nodeId);
    return [
      noted('changes told on the page of the same server', distribution(tookMs.own, 'ms')),
      noted('changes told on the page of the other server', distribution(tookMs.other, 'ms')),
      within('on that of the other, p99', percentile(tookMs.other, 99), LIVE_MS_MAX),
      within('a copied machine is quarantined on both after', noticedMs, CLONE_MS_MAX),
    ];
  } finally {
    for (const process of [agent, copy, one, two]) await process?.end('SIGKILL');
    postgres.stop();
  }
}

type Pages = Readonly<Record<'own' | 'other', PageSocket>>;

async function timesOfChanges(
  { own, other }: Pages,
  nodeId: string,
  { rounds, random, isOver, say }: LiveUpdateOptions,
): Promise<{ own: number[]; other: number[] }> {
  const took = { own: [] as number[], other: [] as number[] };
  for (let round = 1; round <= rounds && !isOver(); round++) {
    await sleep(between(random, PAUSE_MS_MIN, PAUSE_MS_MAX));
    const name = `name ${round}`;
    const sinceMs = performance.now();
    const told = async (page: PageSocket, times: number[]) => {
      await page.named(nodeId, name);
      times.push(performance.now() - sinceMs);
    };
    await Promise.all([told(own, took.own), told(other, took.other), own.rename(nodeId, name)]);
    if (round % 20 === 0) say(`changed ${round} of ${rounds}`);
  }
  return took;
}

/** @returns how long after the copy was started */
async function timeUntilNoticed(
  copy: AgentProcess,
  server: ServerProcess,
  { own, other }: Pages,
  nodeId: string,
): Promise<number> {
  const startedMs = performance.now();
  copy.start(server);
  await until('both pages tell of the copy', () => {
    return [own, other].every((page) => page.row(nodeId)?.admission === 'quarantined');
  });
  return performance.now() - startedMs;
}
