import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '@/server/db/database';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { seriesOf, startTestAgent, statusOf, type TestAgent } from './test-agent';

const FREE_BYTES = 1_000_000_000_000;
const count = seriesOf('test.count');

/** Moved by the tests of the full disk alone; statements are timed by it too. */
const databaseClock = new FakeClock(Date.now());
let freeBytes = FREE_BYTES;
/** Runs when a transaction is committed, before anybody hears of it. */
let afterCommit: () => Promise<void> | void = () => undefined;
let real: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  real = await openTestDatabase({ clock: databaseClock, readFreeBytes: async () => freeBytes });
  const database: Database = {
    ...real,
    async transaction(work) {
      const result = await real.transaction(work);
      await afterCommit();
      return result;
    },
  };
  server = await startTestServer({ database });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await real.close();
});
beforeEach(() => {
  afterCommit = () => undefined;
});

const ingest = () => server.services.health.server().ingest;

/** Every value of the test's series that lies in the database, in the order of its time. */
async function valuesOf(agent: TestAgent): Promise<(number | null)[]> {
  const { series } = await server.as(viewer).metrics.range({
    nodeId: agent.nodeId,
    select: [{ metric: count.metric, labels: {} }],
    fromMs: agent.clock.wallMs() - 600_000,
    toMs: agent.clock.wallMs() + 1,
    points: 2_000,
  });
  return (series[0]?.mean ?? []).filter((value) => value !== null);
}

async function told(agent: TestAgent): Promise<string[]> {
  const entries = await server.as(viewer).timeline.list({ nodeId: agent.nodeId, limit: 200 });
  return entries
    .filter(({ actor }) => actor === 'agent')
    .map(({ text }) => text)
    .reverse();
}

function cutOnce(agent: TestAgent): void {
  afterCommit = () => {
    afterCommit = () => undefined;
    agent.cut();
  };
}

describe('a connection that breaks between commit and acknowledgement', () => {
  test('makes nothing twice: the server says what it has', async () => {
    await using agent = await startTestAgent(server);
    cutOnce(agent);
    agent.sample(count, 1);
    agent.event('one');
    await agent.deliver();
    agent.sample(count, 2);
    agent.event('two');
    await agent.deliver();
    expect(await valuesOf(agent)).toEqual([1, 2]);
    expect(await told(agent)).toEqual(['one', 'two']);
  });

  test('makes nothing twice when the agent repeats itself all the same', async () => {
    await using agent = await startTestAgent(server);
    agent.tamper = (link) => ({
      open: async (proof) => ({ ...(await link.open(proof)), received: [] }),
    });
    const { repeatedReports } = ingest();
    cutOnce(agent);
    agent.sample(count, 1);
    agent.uplink.sink.status(statusOf('disk'));
    agent.event('one');
    await agent.deliver();
    expect(ingest().repeatedReports).toBeGreaterThan(repeatedReports);
    expect(await valuesOf(agent)).toEqual([1]);
    expect(await told(agent)).toEqual(['one']);
  });
});

describe('text that a database cannot hold', () => {
  test('is kept with its other characters, and holds up nothing', async () => {
    await using agent = await startTestAgent(server);
    agent.uplink.sink.facts('system', { kernel: 'a\0b', [`half${'\ud800'}`]: ['\udfff'] });
    agent.uplink.sink.status(statusOf('disk', { state: 'error', reason: 'found a\0b' }));
    agent.event('c\0d');
    agent.sample(count, 7);
    await agent.deliver();
    expect(await told(agent)).toEqual(['c\ufffdd']);
    expect(await valuesOf(agent)).toEqual([7]);
    const collectors = await server.services.collectors.list(agent.uplink.nodeId);
    expect(collectors.find(({ collector }) => collector === 'disk')?.reason).toBe('found a\ufffdb');
    const { rows } = await server.database.query<{ facts: unknown }>(
      `SELECT facts FROM "NodeCollector" WHERE "nodeId" = $1 AND collector = 'system'`,
      [agent.uplink.nodeId],
    );
    expect(rows[0]?.facts).toEqual({ kernel: 'a\ufffdb', 'half\ufffd': ['\ufffd'] });
  });
});

describe('what the database refuses', () => {
  beforeAll(async () => {
    await server.database.query(`CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.text = 'poison' THEN RAISE EXCEPTION 'no' USING ERRCODE = '22000'; END IF;
        RETURN NEW;
      END $$`);
    await server.database.query(`CREATE TRIGGER refuse_poison BEFORE INSERT ON "TimelineEntry"
      FOR EACH ROW EXECUTE FUNCTION refuse_poison()`);
  });

  test('is given up once and holds up nothing behind it', async () => {
    await using agent = await startTestAgent(server);
    agent.event('poison');
    await agent.close();
    agent.event('healthy');
    await agent.deliver();
    const refused = agent.log.lines.filter(({ message }) => message === 'report not taken');
    expect(refused.map(({ fields }) => fields.kind)).toEqual(['refused']);
    expect(await told(agent)).toContain('healthy');
    expect(agent.uplink.status().state).toBe('connected');
  });

  test('takes no other report of its batch with it', async () => {
    await using one = await startTestAgent(server, 'one');
    await using bad = await startTestAgent(server, 'bad');
    await using two = await startTestAgent(server, 'two');
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isHeld = false;
    afterCommit = () => {
      isHeld = true;
      return released;
    };
    one.event('opens the queue');
    await one.close();
    await one.until('a commit is under way', () => isHeld);
    bad.event('poison');
    for (const agent of [two, bad, one]) {
      agent.sample(count, 5);
      agent.event('together');
    }
    // Less than the 10 s after which an agent gives up waiting for its answer.
    for (const agent of [two, bad, one]) await agent.close();
    release();
    await Promise.all([two, bad, one].map((agent) => agent.deliver()));
    expect(await told(one)).toEqual(['opens the queue', 'together']);
    expect(await told(two)).toEqual(['together']);
    expect(await valuesOf(two)).toEqual([5]);
    expect(await valuesOf(bad)).toEqual([]);
  });
});

// The disk of a PostgreSQL is elsewhere: what it refuses is BUSY, see postgres-failure.ts.
test.skipIf(onPostgres)(
  'a full disk costs nothing: the agent keeps its reports and delivers them when there is room',
  async () => {
    await using agent = await startTestAgent(server);
    freeBytes = 1_000;
    await databaseClock.advance(10_000);
    expect(server.services.health.server()).toMatchObject({ state: 'degraded' });
    agent.sample(count, 1);
    agent.event('kept');
    await agent.close();
    await agent.until('the report came back', () =>
      agent.log.lines.some(({ fields }) => fields.kind === 'busy'),
    );
    expect(agent.log.lines.find(({ fields }) => fields.kind === 'busy')?.fields.reason).toBe(
      "The server's disk is full; the agent keeps its reports.",
    );
    expect(agent.uplink.status()).toMatchObject({ state: 'connected', outbox: { reports: 1 } });
    expect(await told(agent)).toEqual([]);
    freeBytes = FREE_BYTES;
    await databaseClock.advance(10_000);
    await agent.deliver();
    expect(await told(agent)).toEqual(['kept']);
    expect(await valuesOf(agent)).toEqual([1]);
    expect(agent.uplink.status().outbox.droppedSamples).toBe(0);
  },
);
