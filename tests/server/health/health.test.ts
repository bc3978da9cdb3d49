import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, DatabaseHealth } from '@/server/db/database';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { seriesOf, startTestAgent } from '../ingest/test-agent';

let real: TestDatabase;
let server: TestServer;
let change: Partial<DatabaseHealth> = {};
beforeAll(async () => {
  real = await openTestDatabase();
  const database: Database = { ...real, health: () => ({ ...real.health(), ...change }) };
  server = await startTestServer({ database });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await real.close();
});

const health = () => server.as(viewer).health.server();

async function exposed(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

describe('the health of a server', () => {
  test('counts what its agents bring, the same for pages and for Prometheus', async () => {
    await using agent = await startTestAgent(server);
    for (const value of [1, 2, 3]) {
      agent.sample(seriesOf('test.count'), value);
      await agent.deliver();
    }
    const { state, problems, ingest, store } = await health();
    expect({ state, problems }).toEqual({ state: 'ok', problems: [] });
    expect(ingest).toMatchObject({ agentsConnected: 1, reports: 3, samples: 3 });
    expect(ingest.commitMsMedian).toBeGreaterThan(0);
    expect(store).toMatchObject({ series: 1, openSamples: 3 });
    expect(await exposed('opsbro_agents_connected')).toBe(1);
    expect(await exposed('opsbro_reports_total')).toBe(3);
    expect(await exposed('opsbro_samples_total')).toBe(3);
    // A counter says where it is, not how often it was asked.
    expect(await exposed('opsbro_samples_total')).toBe(3);
  });

  test.each([
    [
      { full: true, freeBytes: 100 * 1024 * 1024 },
      'degraded',
      'The disk is nearly full (100 MiB left): agents keep their reports until it is not.',
    ],
    [
      { full: true, freeBytes: null },
      'degraded',
      'The disk is nearly full (too little left): agents keep their reports until it is not.',
    ],
    [
      { restarts: 1 },
      'degraded',
      'The database had to be restarted once since the server started.',
    ],
    [
      { restarts: 2 },
      'degraded',
      'The database had to be restarted 2 times since the server started.',
    ],
    [{ state: 'recovering' }, 'failing', 'The database is recovering.'],
    [{ state: 'closed' }, 'failing', 'The database is closed.'],
  ] as const)('with %j is told in a sentence', async (trouble, state, sentence) => {
    change = trouble;
    expect(await health()).toMatchObject({ state, problems: [sentence] });
    const ready = await fetch(`${server.url}/readyz`);
    expect(ready.status).toBe(state === 'failing' ? 503 : 200);
    expect(await exposed('opsbro_server_ready')).toBe(state === 'failing' ? 0 : 1);
    expect(await exposed('opsbro_disk_full')).toBe('full' in trouble ? 1 : 0);
    change = {};
    expect(await health()).toMatchObject({ state: 'ok', problems: [] });
  });
});
