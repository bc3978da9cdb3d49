import { expect, test } from 'vitest';
import { electRelays, RELAYS, type RelayWish, relayFacts } from '@/agent/gossip/relay-election';
import type { MemberState, MemberView } from '@/common/domain/member';
import { seededRandom } from '@/common/random';
import { GossipSamples } from '../../support/gossip-samples';
import { upTo } from '../../support/up-to';

/** A zone whose members all see the same, and do as they are elected. */
class Zone {
  readonly #ids: readonly string[];
  readonly #card: MemberView['card'];
  readonly states = new Map<string, MemberState>();
  readonly wishes = new Map<string, RelayWish>();
  readonly elected = new Set<string>();

  constructor(size: number, seed = 1) {
    const samples = new GossipSamples(seededRandom(seed));
    this.#card = samples.card();
    this.#ids = upTo(size).map(() => samples.id());
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  members(): MemberView[] {
    return this.#ids.map((id) => ({
      card: {
        ...this.#card,
        ...{ id, zone: 'lan' },
        ...relayFacts(this.wishes.get(id) ?? 'auto', this.elected.has(id)),
      },
      state: this.states.get(id) ?? 'alive',
      sinceMs: 0,
      accusations: [],
      heardMs: 0,
      roundTripMs: null,
    }));
  }

  /** Everybody looks, and says so on its card. */
  settle(): readonly string[] {
    const found = electRelays(this.members());
    this.elected.clear();
    for (const id of found) this.elected.add(id);
    return found;
  }
}

test('there are two whenever there are two who may, and all find the same, in whatever order they know them', () => {
  const random = seededRandom(7);
  for (const size of upTo(20)) {
    const zone = new Zone(size, size);
    const members = zone.members();
    const found = electRelays(members);
    expect(found).toHaveLength(Math.min(RELAYS, size));
    const shuffled = [...members].sort(() => random.next() - 0.5);
    expect(electRelays(shuffled)).toEqual(found);
  }
});

test('one that dies is replaced at once, and finds its place taken when it is back', () => {
  const zone = new Zone(10);
  const [first = '', second = ''] = zone.settle();
  zone.states.set(first, 'suspect');
  expect(zone.settle()).toEqual([first, second]);
  zone.states.set(first, 'dead');
  const after = zone.settle();
  expect(after).toContain(second);
  expect(after).not.toContain(first);
  zone.states.delete(first);
  expect(zone.settle()).toEqual(after);
});

test('who was configured to be one is one, before all others; who was not to be never is', () => {
  const zone = new Zone(6);
  const before = zone.settle();
  const others = zone.ids.filter((id) => !before.includes(id));
  const [always = '', alwaysToo = ''] = others;
  zone.wishes.set(always, 'always');
  expect(zone.settle()).toContain(always);
  expect(zone.elected.size).toBe(RELAYS);
  zone.wishes.set(alwaysToo, 'always');
  expect(zone.settle()).toEqual([always, alwaysToo].sort());
  for (const id of zone.ids) zone.wishes.set(id, 'never');
  expect(zone.settle()).toEqual([]);
});

test('after two halves that elected for themselves are one again, two are left', () => {
  const zone = new Zone(12);
  for (const id of zone.ids.slice(0, 5)) zone.elected.add(id);
  const found = zone.settle();
  expect(found).toHaveLength(RELAYS);
  expect(zone.settle()).toEqual(found);
});
