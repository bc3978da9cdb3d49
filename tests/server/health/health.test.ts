import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock as clock } from '@/common/node/system-clock';
import type { Database, DatabaseHealth } from '@/server/db/database';
import { createHealthService } from '@/server/health/health-service';
import { createCommitter } from '@/server/ingest/committer';
import { createSampleStore } from '@/server/metrics/sample-store';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { seriesOf, startTestAgent } from '../ingest/test-agent';

const CALM = { meanMs: 1, p99Ms: 2, maxMs: 3 };

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
    const { ingest, store } = await server.as(viewer).health.server();
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
    [{}, CALM, 'ok', []],
    [
      { full: true, freeBytes: 100 * 1024 * 1024 },
      CALM,
      'degraded',
      ['The disk is nearly full (100 MiB left): agents keep their reports until it is not.'],
    ],
    [
      { full: true, freeBytes: null },
      CALM,
      'degraded',
      ['The disk is nearly full (too little left): agents keep their reports until it is not.'],
    ],
    [
      { restarts: 1 },
      CALM,
      'degraded',
      ['The database had to be restarted once since the server started.'],
    ],
    [
      { restarts: 2 },
      CALM,
      'degraded',
      ['The database had to be restarted 2 times since the server started.'],
    ],
    [
      {},
      { ...CALM, p99Ms: 300.4 },
      'degraded',
      ['The server is slow to answer: 1 % of turns waited 300 ms.'],
    ],
    [{ state: 'recovering' }, CALM, 'failing', ['The database is recovering.']],
    [{ state: 'closed' }, CALM, 'failing', ['The database is closed.']],
  ] as const)('with %j and turns of %j is told in sentences', (trouble, delay, state, problems) => {
    const service = createHealthService({
      database: { ...real, health: () => ({ ...real.health(), ...trouble }) },
      samples: createSampleStore({ database: real, clock, log: quietLog }),
      committer: createCommitter({ commit: async () => [], health: real.health, clock }),
      loop: { start: () => undefined, stop: () => undefined, delay: () => delay },
      clock,
      version: '0.0.0-test',
      dataDirectory: '/var/lib/test',
      connections: () => ({ agents: 0, pages: 0 }),
    });
    expect(service.server()).toMatchObject({ state, problems });
  });

  test.each([
    [{ state: 'open', full: false }, 200, 1, 0],
    [{ state: 'open', full: true }, 200, 1, 1],
    [{ state: 'recovering', full: false }, 503, 0, 0],
    [{ state: 'closed', full: false }, 503, 0, 0],
  ] as const)('with a database of %j is told to probes', async (trouble, status, ready, full) => {
    change = trouble;
    expect((await fetch(`${server.url}/readyz`)).status).toBe(status);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await exposed('opsbro_server_ready')).toBe(ready);
    expect(await exposed('opsbro_disk_full')).toBe(full);
    change = {};
  });
});
