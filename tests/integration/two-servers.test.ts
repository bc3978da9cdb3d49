import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import { createSampleStore } from '@/server/metrics/sample-store';
import { until } from '../scripts/launched';
import { quietLog } from '../support/test-database';
import { createTestPostgres, onPostgres, type TestPostgres } from '../support/test-postgres';
import { PageSocket, setUpAccount } from './page-socket';
import { AgentProcess, ServerProcess } from './several-servers';

/** A node that reports each second is on every page within two, on a machine that is not loaded. */
const LIVE_MS_MAX = 2_000 * Math.max(1, (loadavg()[0] ?? 1) / availableParallelism());

describe.skipIf(!onPostgres)('two servers on one PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbro-two-'));
  const left = new AgentProcess('left', join(folder, 'left'));
  const right = new AgentProcess('right', join(folder, 'right'));
  let database: TestPostgres;
  let one: ServerProcess;
  let two: ServerProcess;

  beforeAll(async () => {
    database = await createTestPostgres();
    one = new ServerProcess(join(folder, 'one'));
    await one.start(database.url);
    two = new ServerProcess(join(folder, 'two'), one);
    await two.start(database.url);
    await setUpAccount(one);
    // Each agent is let in by one server and reports to the other.
    await one.enrol(left);
    await two.enrol(right);
    left.start(two);
    right.start(one);
  }, 120_000);

  afterAll(async () => {
    for (const process of [left, right, one, two]) await process.end('SIGTERM');
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const delivered = (agent: AgentProcess) =>
    until(`${agent.name} has delivered`, async () => (await agent.waitingReports()) === 0);

  test('show all nodes live on the pages of both, and one takes over when the other dies', {
    timeout: 180_000,
  }, async () => {
    await Promise.all([delivered(left), delivered(right)]);
    using first = await PageSocket.open(one);
    using second = await PageSocket.open(two);
    for (const page of [first, second]) {
      for (const { name, nodeId } of [left, right]) {
        await until(`a page knows ${name}`, () => page.knows(nodeId, 0));
        const sinceMs = performance.now();
        await until(`${name} is live`, () => page.knows(nodeId, sinceMs), LIVE_MS_MAX);
      }
    }

    await two.end('SIGKILL');
    await left.end('SIGTERM');
    left.start(one);
    await delivered(left);
    const sinceMs = performance.now();
    await until('the page of the other goes on', () => first.knows(left.nodeId, sinceMs));
    for (const agent of [left, right]) await agent.end('SIGTERM');
    await one.end('SIGTERM');
    await expectWhole();
  });

  /** Every report is here once, and every moment of the steady series has its sample. */
  async function expectWhole(): Promise<void> {
    const options = { directory: '', url: database.url, clock: systemClock, log: quietLog };
    const open = await openDatabase(options);
    const { rows } = await open.query<{ ranges: number; first: bigint }>(
      `SELECT (SELECT count(*)::int4 FROM unnest(received)) AS ranges,
              lower(received)::int8 AS first FROM "AgentEpoch"`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows.filter(({ ranges, first }) => ranges !== 1 || first !== 1n)).toEqual([]);
    const entries = await open.prisma.timelineEntry.findMany({ where: { actor: 'agent' } });
    const told = entries.map(({ at, nodeId, text }) => `${at.toISOString()} ${nodeId} ${text}`);
    expect(new Set(told).size).toBe(told.length);
    expect(entries.filter(({ kind }) => kind === 'samples-lost')).toEqual([]);

    const store = createSampleStore({ database: open, clock: systemClock, log: quietLog });
    await store.open();
    const nodes = await open.prisma.node.findMany();
    const toMs = systemClock.wallMs();
    for (const { id: nodeId } of nodes) {
      const select = [{ metric: 'loadaverage.load1', labels: {} }];
      const range = { nodeId, select, fromMs: toMs - 600_000, toMs, points: 600 };
      const { series } = await store.range(range);
      expect(series[0]?.mean.filter((value) => value !== null).length).toBeGreaterThan(1);
    }
    await store.close();
    await open.close();
  }
});
