import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STALE_AFTER_MS } from '@/common/domain/node';
import { HELD } from '@/server/jobs/claims';
import { createBus } from '@/server/live/bus';
import { startSilenceWatch } from '@/server/nodes/silence-watch';
import { createTimelineStore } from '@/server/timeline/timeline-store';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { addNodes } from './fleet';

const HOUR_MS = 3_600_000;

const clock = new FakeClock(Date.now());
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ clock });
  const old = { ageMs: HOUR_MS, admittedMs: 2 * HOUR_MS };
  await addNodes(
    server,
    [
      { id: 'live', ageMs: 1_000, admittedMs: HOUR_MS },
      { id: 'silent', ...old },
      { id: 'new' },
      { id: 'waits', admission: 'pending' },
      { id: 'copied', ...old, admission: 'quarantined' },
      { id: 'shut-out', ...old, ageMs: 2 * HOUR_MS, admission: 'revoked' },
      { id: 'let-in-again', ...old, admittedMs: 0 },
    ],
    clock.wallMs(),
  );
});
afterAll(() => server[Symbol.asyncDispose]());

const NONE = { down: 0, unreporting: 0, left: 0 };
const COUNTS = { live: 1, stale: 2, pending: 1, waiting: 1, quarantined: 1, revoked: 1, ...NONE };

test('a node that is not let in is counted as that, and neither as up nor as silent', async () => {
  expect((await server.as(viewer).nodes.list({})).counts).toEqual(COUNTS);
  expect((await server.as(viewer).nodes.overview()).counts).toEqual(COUNTS);
});

describe('the list', () => {
  test.each([
    ['stale', ['let-in-again', 'silent']],
    ['pending', ['new']],
    ['waiting', ['waits']],
    ['quarantined', ['copied']],
    ['revoked', ['shut-out']],
  ] as const)('narrowed down to %s shows these alone', async (state, ids) => {
    const { rows } = await server.as(viewer).nodes.list({ state });
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });

  test('by state begins with who is silent, not with who was shut out long ago', async () => {
    const { rows } = await server.as(viewer).nodes.list({ sort: 'state', descending: true });
    const ids = rows.map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual(['let-in-again', 'silent', 'live']);
  });
});

test('nobody is told that a node which is shut out, or was just let in, is silent', async () => {
  const { database } = server;
  const entries = createTimelineStore(database);
  const startedMs = clock.wallMs();
  const watch = startSilenceWatch({
    ...{ database, entries, bus: createBus(), clock, log: quietLog },
    claim: HELD,
  });
  await database.prisma.node.update({
    where: { id: 'let-in-again' },
    data: { admissionAt: new Date(startedMs + STALE_AFTER_MS - 1_000) },
  });
  await clock.advance(STALE_AFTER_MS);
  await watch.stop();
  const told = (await server.as(viewer).timeline.list({ limit: 50 })).filter(
    ({ kind }) => kind === 'node-silent',
  );
  expect(told.map(({ nodeId }) => nodeId).sort()).toEqual(['live', 'silent']);
});
