import { expect, test } from 'vitest';
import { Member } from '@/agent/gossip/member';
import { Roster } from '@/agent/gossip/roster';
import { type Random, seededRandom } from '@/common/random';
import { cardNews } from './support/test-news';

function rosterOf(names: readonly string[]): { roster: Roster; members: Member[] } {
  const roster = new Roster();
  const members = names.map((name) => new Member(cardNews(name), 0));
  for (const member of members) roster.add(member);
  return { roster, members };
}

const NAMES = [...'abcdefghijklmnopqrst'];

test('each round probes everybody once, in an order that differs from round to round', () => {
  const { roster } = rosterOf(NAMES);
  const random = seededRandom(7);
  const rounds = Array.from({ length: 3 }, () =>
    NAMES.map(() => roster.nextToProbe(random)?.news.card.name ?? ''),
  );
  for (const round of rounds) expect(round.toSorted()).toEqual(NAMES);
  expect(rounds[0]).not.toEqual(rounds[1]);
  expect(rounds[1]).not.toEqual(rounds[2]);
});

test('however members come, go and die, nobody who stays waits longer than a round and those who came', () => {
  const { roster, members } = rosterOf(NAMES);
  const random = seededRandom(11);
  const [constant] = members;
  let waited = 0;
  for (let step = 0; step < 20_000; step++) {
    churn(roster, members, random);
    const probed = roster.nextToProbe(random);
    waited = probed === constant ? 0 : waited + 1;
    expect(waited).toBeLessThanOrEqual(2 * NAMES.length);
  }
});

/** One of those behind the first changes its state. */
function churn(roster: Roster, members: readonly Member[], random: Random): void {
  const member = members[1 + Math.floor(random.next() * (members.length - 1))];
  if (member === undefined) return;
  const states = ['alive', 'suspect', 'dead', 'left'] as const;
  roster.change(member, { state: states[Math.floor(random.next() * 4)] ?? 'alive', nowMs: 0 });
}

test('after any changes the hashes are those of a list that was made so at once', () => {
  const { roster, members } = rosterOf(NAMES);
  const random = seededRandom(13);
  for (let step = 0; step < 1_000; step++) churn(roster, members, random);
  const news = cardNews('b', { incarnation: 9 });
  const [, second, third] = members;
  if (second === undefined || third === undefined) throw new Error('nobody');
  roster.change(second, { news, state: 'alive', nowMs: 0 });
  roster.remove(third);
  const fresh = new Roster();
  for (const { news: card, state } of members.filter((member) => member !== third)) {
    const copy = new Member(card, 0);
    copy.state = state;
    fresh.add(copy);
  }
  expect(roster.buckets()).toEqual(fresh.buckets());
  expect(roster.digest()).toBe(fresh.digest());
  expect(roster.presentCount).toBe(fresh.presentCount);
  expect(roster.deadCount).toBe(fresh.deadCount);
});

test('the hash tells apart incarnation, state and run; the digest does not tell incarnations', () => {
  const hashOf = (card: Parameters<typeof cardNews>[1], state: Member['state'] = 'alive') => {
    const roster = new Roster();
    const member = new Member(cardNews('a', card), 0);
    member.state = state;
    roster.add(member);
    return { buckets: roster.buckets().join(), digest: roster.digest() };
  };
  const plain = hashOf({});
  const others = [
    hashOf({ incarnation: 1 }),
    hashOf({ incarnation: 2 ** 32 }),
    hashOf({ bootEpochMs: 2_000 }),
    hashOf({ bootEpochMs: 1_000 + 2 ** 33 }),
    hashOf({}, 'suspect'),
    hashOf({}, 'left'),
    hashOf({}, 'dead'),
  ];
  const hashes = [plain, ...others].map(({ buckets }) => buckets);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(others.slice(0, 4).map(({ digest }) => digest)).toEqual(Array(4).fill(plain.digest));
  expect(others[4]?.digest).not.toBe(plain.digest);
});

test('who never knew a member and who holds it for dead agree', () => {
  const { roster, members } = rosterOf(['a', 'b']);
  const { roster: other } = rosterOf(['a']);
  expect(roster.digest()).not.toBe(other.digest());
  if (members[1] !== undefined) roster.change(members[1], { state: 'dead', nowMs: 0 });
  expect(roster.digest()).toBe(other.digest());
  expect(roster.buckets()).toEqual(other.buckets());
});

test('some are picked by chance, each once, and never the dead', () => {
  const { roster, members } = rosterOf(NAMES);
  for (const member of members.slice(5)) roster.change(member, { state: 'dead', nowMs: 0 });
  const random = seededRandom(17);
  for (let round = 0; round < 100; round++) {
    const picked = roster.pick(3, random);
    expect(new Set(picked).size).toBe(picked.length);
    expect(picked.every(({ state }) => state === 'alive')).toBe(true);
  }
});

test('suspects and the dead are found by their addresses for as long as they are that', () => {
  const { roster, members } = rosterOf(['a']);
  const [member] = members;
  if (member === undefined) throw new Error('nobody');
  expect(roster.troubledAt('10.0.0.a:6768')).toBeUndefined();
  roster.change(member, { state: 'suspect', nowMs: 5 });
  expect(roster.troubledAt('10.0.0.a:6768')).toBe(member);
  expect(member.changedMs).toBe(5);
  roster.change(member, { news: cardNews('a', { addresses: ['10.1.1.1:1'] }), nowMs: 6 });
  expect(roster.troubledAt('10.0.0.a:6768')).toBeUndefined();
  expect(roster.troubledAt('10.1.1.1:1')).toBe(member);
  expect(member.changedMs).toBe(5);
  roster.change(member, { state: 'alive', nowMs: 7 });
  expect(roster.troubledAt('10.1.1.1:1')).toBeUndefined();
});
