import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { type Bus, createBus, type LiveEvent } from '@/server/live/bus';
import { type SharedBus, shareBus } from '@/server/live/shared-bus';
import { createTimelineStore } from '@/server/timeline/timeline-store';
import { until } from '../../scripts/launched';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import { asAdmin, onPostgres } from '../../support/test-postgres';

interface LiveServer {
  readonly database: Database;
  readonly bus: Bus;
  readonly shared: SharedBus;
  /** What a page of this server gets to hear, in words. */
  readonly heard: string[];
}

const KINDS = ['node', 'collectors', 'desired', 'access', 'resync', 'timeline'] as const;

describe.skipIf(!onPostgres)('the bus of several servers', () => {
  let place: TestDatabase;
  let one: LiveServer;
  let two: LiveServer;
  beforeAll(async () => {
    place = await openTestDatabase();
  });
  afterAll(() => place.close());
  beforeEach(async () => {
    await place.reset();
    one = await start();
    two = await start();
  });
  afterEach(async () => {
    for (const { shared, database } of [one, two]) {
      shared.stop();
      await database.close();
    }
  });

  async function start(): Promise<LiveServer> {
    const database = await openDatabase({ ...place.place, clock: systemClock, log: quietLog });
    const bus = createBus();
    const entries = createTimelineStore(database);
    const shared = await shareBus({ bus, database, entries, log: quietLog });
    const heard: string[] = [];
    for (const kind of KINDS) void write(bus, kind, heard);
    return { database, bus, shared, heard };
  }

  async function write(bus: Bus, kind: LiveEvent['kind'], heard: string[]): Promise<void> {
    for await (const events of bus.follow(kind, undefined)) heard.push(...events.map(wordOf));
  }

  function wordOf(event: LiveEvent): string {
    if (event.kind === 'timeline') return `timeline ${event.entry.text}`;
    if (event.kind === 'access') return `access ${event.sessionId}`;
    return event.kind === 'resync' ? 'resync' : `${event.kind} ${event.nodeId}`;
  }

  async function record({ database, bus }: LiveServer, text: string, isTold = true): Promise<void> {
    const entry = { atMs: 1, kind: 'node-edited', nodeId: null, actor: 'Ada', text } as const;
    const entries = createTimelineStore(database);
    const added = await database.transaction((sql) => entries.add(sql, [entry]));
    if (isTold) for (const each of added) bus.publish({ kind: 'timeline', entry: each });
  }

  async function deafen({ database }: LiveServer): Promise<void> {
    await asAdmin((admin) =>
      admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE starts_with(application_name, 'opsbro server ' || $1)`,
        [database.channel.id],
      ),
    );
  }

  test('carries what one publishes to the pages of all, once', async () => {
    one.bus.publish({ kind: 'node', nodeId: 'a' });
    one.bus.publish({ kind: 'access', sessionId: 's' });
    await record(one, 'was renamed “ü”');
    await record(two, 'was renamed again');
    const all = ['access s', 'node a', 'timeline was renamed again', 'timeline was renamed “ü”'];
    for (const { heard } of [one, two]) {
      await until('all is heard', () => heard.length >= all.length);
      expect([...heard].sort()).toEqual(all);
    }
  });

  test('leaves no page stale when news were missed', async () => {
    await one.database.query(
      `INSERT INTO "Node" (id, "publicKey", hostname, name) VALUES ('n', '\\x01', 'n', 'n')`,
    );
    await record(one, 'before');
    await until('it is heard', () => two.heard.includes('timeline before'));
    await record(one, 'untold, as by a server that died', false);
    await deafen(two);
    await record(one, 'meanwhile');
    const all = ['node n', 'collectors n', 'desired n', 'resync', 'timeline meanwhile'];
    await until('it catches up', () => all.every((word) => two.heard.includes(word)));
    await until('it finds the rest', () =>
      two.heard.includes('timeline untold, as by a server that died'),
    );
    const told = two.heard.filter((word) => word.startsWith('timeline'));
    expect(new Set(told).size).toBe(told.length);
  });
});
