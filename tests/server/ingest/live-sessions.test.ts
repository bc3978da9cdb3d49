import { expect, test } from 'vitest';
import type { Admission } from '@/common/domain/node';
import { createLiveSessions } from '@/server/ingest/live-sessions';
import type { SessionStanding } from '@/server/ingest/session-standing';
import { createBus } from '@/server/live/bus';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';

const ticket = (byte: number) => new Uint8Array(8).fill(byte);

function rig() {
  const clock = new FakeClock();
  const bus = createBus();
  const stored = new Map<string, SessionStanding>();
  const closed: string[] = [];
  const live = createLiveSessions({ bus, clock, log: quietLog, standing: async () => stored });
  function open(nodeId: string, sessionId: string, byte: number, admission: Admission = 'active') {
    stored.set(nodeId, { admission, ticket: ticket(byte) });
    live.add(
      {
        nodeId,
        sessionId,
        admission,
        ticket: ticket(byte),
        close(reason) {
          closed.push(`${sessionId}: ${reason}`);
          live.remove({ nodeId, sessionId });
        },
      },
      live.moment(),
    );
  }
  return { clock, bus, stored, closed, live, open };
}

test('a session of a node that was shut out is ended within fifteen seconds, told or not', async () => {
  const { clock, stored, closed, open } = rig();
  open('a', 'one', 1);
  open('b', 'two', 2);
  stored.set('a', { admission: 'revoked', ticket: ticket(1) });
  await clock.advance(15_000);
  expect(closed).toEqual(['one: the node is revoked by now']);
});

test('after news may have been missed, all sessions are looked at right away', async () => {
  const { clock, bus, stored, closed, open } = rig();
  open('removed', 'one', 1);
  open('approved', 'two', 2, 'pending');
  open('stays', 'three', 3);
  stored.delete('removed');
  stored.set('approved', { admission: 'active', ticket: null });
  bus.publish({ kind: 'resync' });
  await clock.advance(0);
  expect(closed).toEqual(['one: the node was removed', 'two: the node is active by now']);
});

test('of two sessions of one node the one with the older ticket ends', async () => {
  const { clock, stored, closed, open } = rig();
  open('a', 'older', 1);
  stored.set('a', { admission: 'active', ticket: ticket(2) });
  await clock.advance(15_000);
  expect(closed).toEqual(['older: another connection of this node was opened']);
});

test('nothing is looked at while no session is open', async () => {
  const { clock, live, open } = rig();
  open('a', 'one', 1);
  live.remove({ nodeId: 'a', sessionId: 'one' });
  await clock.advance(30_000);
  expect(clock.pendingTimers).toBe(0);
});
