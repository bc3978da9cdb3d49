import { beforeEach, describe, expect, test } from 'vitest';
import type { Relay } from '@/agent/uplink/relays';
import { Route } from '@/agent/uplink/route';
import { FakeClock } from '../../support/fake-clock';

const ONE: Relay = { id: 'one', name: 'relay-1' };
const TWO: Relay = { id: 'two', name: 'relay-2' };

let clock: FakeClock;
let route: Route;
let relays: readonly Relay[];

beforeEach(() => {
  clock = new FakeClock();
  route = new Route(clock);
  relays = [ONE, TWO];
  route.setRelays({
    list: () => relays,
    dial: () => {
      throw new Error('a route opens nothing');
    },
  });
});

/** The ways of the next connections, each of which nobody answers. */
function failures(count: number): string[] {
  return Array.from({ length: count }, () => {
    const way = route.next();
    route.failed(way);
    return way?.name ?? 'direct';
  });
}

describe('the way to the server', () => {
  test('is the direct one as long as that works, however many relays there are', () => {
    for (let round = 0; round < 10; round++) {
      expect(failures(2)).toEqual(['direct', 'direct']);
      expect(route.next()).toBeUndefined();
      route.reached(undefined);
    }
  });

  test('leads through the relays in turn after three failures, and directly when all of them failed', () => {
    expect(failures(7)).toEqual([
      'direct',
      'direct',
      'direct',
      'relay-1',
      'relay-2',
      'direct',
      'direct',
    ]);
  });

  test('tries a relay again that failed a quarter of a minute ago', async () => {
    failures(6);
    await clock.advance(15_000);
    expect(failures(3)).toEqual(['relay-1', 'relay-2', 'direct']);
  });

  test('stays with the relay that works when a better one comes', () => {
    relays = [TWO];
    failures(3);
    route.reached(route.next());
    relays = [ONE, TWO];
    expect(route.next()).toBe(TWO);
    expect(failures(2)).toEqual(['relay-2', 'relay-1']);
  });

  test('is the direct one again once the server answered by itself', () => {
    failures(3);
    route.reached(route.next());
    route.directAnswers();
    expect(failures(4)).toEqual(['direct', 'direct', 'direct', 'relay-1']);
  });

  test('is the direct one where nobody passes anything on', () => {
    relays = [];
    expect(new Set(failures(20))).toEqual(new Set(['direct']));
  });
});
