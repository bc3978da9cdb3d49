import { expect, test } from 'vitest';
import type { User } from '@/common/domain/user';
import type { Actor } from '@/server/auth/actor';
import { createOpenConnections } from '@/server/auth/open-connections';
import { createBus } from '@/server/live/bus';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';

const user: User = { id: 'u1', name: 'Ada', email: 'ada@x.org', role: 'viewer', grants: [] };

function session(sessionId: string): Actor {
  return { user, door: { kind: 'browser', sessionId, provenMs: 0 }, address: '127.0.0.1' };
}

function rig() {
  const clock = new FakeClock();
  const bus = createBus();
  const allowed = new Set<Actor>();
  let asked = 0;
  const connections = createOpenConnections({
    bus,
    clock,
    log: quietLog,
    async stillOpen(actors) {
      asked += 1;
      return new Set(actors.filter((actor) => allowed.has(actor)));
    },
  });
  const closed: string[] = [];
  function enter(name: string, actor: Actor, untilMs = Number.POSITIVE_INFINITY) {
    allowed.add(actor);
    const close = () => closed.push(name);
    return connections.add({ actor, untilMs, close }, connections.changes);
  }
  return { clock, bus, connections, allowed, closed, enter, asked: () => asked };
}

test('a session that runs out is closed on time', async () => {
  const { clock, closed, enter } = rig();
  enter('one', session('s1'), clock.wallMs() + 10_000);
  await clock.advance(9_999);
  expect(closed).toEqual([]);
  await clock.advance(1);
  expect(closed).toEqual(['one']);
});

test("what another server's lost word should have closed is found within fifteen seconds", async () => {
  const { clock, allowed, closed, enter } = rig();
  const [gone, stays] = [session('s1'), session('s2')];
  enter('gone', gone);
  enter('stays', stays);
  allowed.delete(gone);
  await clock.advance(15_500);
  expect(closed).toEqual(['gone']);
});

test('after words may have been lost, everybody is looked at right away', async () => {
  const { clock, bus, allowed, closed, enter } = rig();
  const gone = session('s1');
  enter('gone', gone);
  allowed.delete(gone);
  bus.publish({ kind: 'resync' });
  await clock.advance(0);
  expect(closed).toEqual(['gone']);
});

test('whoever was recognised before somebody lost rights is to be recognised again', async () => {
  const { clock, bus, connections, closed } = rig();
  const before = connections.changes;
  bus.publish({ kind: 'access', userId: 'u1' });
  await clock.advance(0);
  const late = { actor: session('s1'), untilMs: Number.POSITIVE_INFINITY, close: () => {} };
  expect(connections.add(late, before)).toBeUndefined();
  expect(connections.add(late, connections.changes)).toBeTypeOf('function');
  expect(closed).toEqual([]);
});

test('a word about one session closes that one, a word about a person all of theirs', async () => {
  const { clock, bus, closed, enter } = rig();
  enter('first', session('s1'));
  enter('second', session('s2'));
  bus.publish({ kind: 'access', sessionId: 's2' });
  await clock.advance(0);
  expect(closed).toEqual(['second']);
  bus.publish({ kind: 'access', userId: 'u2' });
  await clock.advance(0);
  expect(closed).toEqual(['second']);
  bus.publish({ kind: 'access', userId: 'u1' });
  await clock.advance(0);
  expect(closed).toEqual(['second', 'first']);
});

test('nothing is looked at while nobody is there, and stopping leaves nothing behind', async () => {
  const { clock, bus, connections, enter, asked } = rig();
  const leave = enter('one', session('s1'));
  leave?.();
  await clock.advance(60_000);
  expect(asked()).toBe(0);
  expect(clock.pendingTimers).toBe(0);
  await connections.stop();
  expect(bus.listenerCount).toBe(0);
});
