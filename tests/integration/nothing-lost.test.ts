import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { type Random, seededRandom } from '@/common/random';
import { decodeChunk } from '@/common/series/chunk-codec';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { readRow } from '@/server/metrics/journal-row';
import { until } from '../scripts/launched';
import { quietLog } from '../support/test-database';
import { FleetOfOne } from './fleet-of-one';

const SEED = Number(process.env.OPSBRO_TEST_SEED ?? 20_261_122);
const KILLS_OF_EACH = 3;
const LIFE_MS_MIN = 300;
const LIFE_MS_MAX = 2_000;
/** A collector that runs each second on a machine that does nothing else. */
const HOLE_MS_MAX = 3_000;

const folder = mkdtempSync(join(tmpdir(), 'opsbro-lost-'));
const fleet = new FleetOfOne(folder);
const agentKillsMs: number[] = [];
let database: Database;

beforeAll(async () => {
  const random = seededRandom(SEED);
  await fleet.startServer();
  await fleet.enrol();
  fleet.startAgent();
  await until('the first reports are here', async () => (await fleet.waitingReports()) === 0);
  for (const victim of victims(random)) {
    await sleep(LIFE_MS_MIN + random.next() * (LIFE_MS_MAX - LIFE_MS_MIN));
    if (victim === 'server') {
      await fleet.killServer();
      await fleet.startServer();
    } else {
      agentKillsMs.push(Date.now());
      await fleet.killAgent();
      fleet.startAgent();
    }
  }
  await until('all is delivered', async () => (await fleet.waitingReports()) === 0);
  await fleet.stop();
  const directory = fleet.databaseDirectory;
  database = await openDatabase({ directory, clock: systemClock, log: quietLog });
}, 300_000);

afterAll(async () => {
  await fleet.stop();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

function victims(random: Random): readonly ('server' | 'agent')[] {
  const left = { server: KILLS_OF_EACH, agent: KILLS_OF_EACH };
  return Array.from({ length: KILLS_OF_EACH * 2 }, () => {
    const victim = random.next() * (left.server + left.agent) < left.server ? 'server' : 'agent';
    left[victim] -= 1;
    return victim;
  });
}

/** Times of every sample of the steady series that lies in the database, doubles and all. */
async function sampleTimes(): Promise<number[]> {
  const series = await database.prisma.series.findFirstOrThrow({
    where: { metric: 'loadaverage.load1' },
  });
  const times: number[] = [];
  for (const { data } of await database.prisma.sampleJournal.findMany()) {
    readRow(data, {
      frame: ({ atMs, seriesIds }) => {
        times.push(...[...seriesIds].filter((id) => id === series.id).map(() => atMs));
      },
      snapshot: (id, samples) => {
        if (id === series.id) times.push(...samples.times);
      },
    });
  }
  // Those of an hour that ended while the test ran.
  for (const { data } of await database.prisma.sampleChunk.findMany({
    where: { seriesId: series.id },
  })) {
    times.push(...decodeChunk(data).times);
  }
  return times.sort((a, b) => a - b);
}

test(`every report of every run of the agent is here, once (seed ${SEED})`, async () => {
  const { rows } = await database.query<{ epoch: string; ranges: number; first: bigint }>(
    `SELECT epoch, (SELECT count(*)::int4 FROM unnest(received)) AS ranges,
            lower(received)::int8 AS first
     FROM "AgentEpoch"`,
  );
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.length).toBeLessThanOrEqual(KILLS_OF_EACH + 1);
  expect(rows.filter(({ ranges, first }) => ranges !== 1 || first !== 1n)).toEqual([]);
});

test(`the timeline tells nothing twice, and of no loss (seed ${SEED})`, async () => {
  const entries = await database.prisma.timelineEntry.findMany({ where: { actor: 'agent' } });
  const told = entries.map(({ at, kind, text }) => `${at.toISOString()} ${kind} ${text}`);
  expect(new Set(told).size).toBe(told.length);
  expect(entries.filter(({ kind }) => kind === 'samples-lost')).toEqual([]);
  expect(entries.filter(({ kind }) => kind === 'agent-stopped')).toHaveLength(1);
});

test(`a steady series has no sample twice, and holes only where the agent was dead (seed ${SEED})`, async () => {
  const times = await sampleTimes();
  expect(times.length).toBeGreaterThan(KILLS_OF_EACH * 2);
  expect(new Set(times).size).toBe(times.length);
  const [load = 0] = loadavg();
  const limitMs = HOLE_MS_MAX * Math.max(1, load / availableParallelism());
  const holes = times
    .map((time, index) => ({ from: times[index - 1] ?? time, to: time }))
    .filter(({ from, to }) => to - from > limitMs);
  const unexplained = holes.filter(
    ({ from, to }) => !agentKillsMs.some((killed) => killed >= from && killed <= to),
  );
  expect(unexplained).toEqual([]);
});
