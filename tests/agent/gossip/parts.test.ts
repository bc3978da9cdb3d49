import { describe, expect, test } from 'vitest';
import { AccuserLimit } from '@/agent/gossip/accuser-limit';
import { Awareness } from '@/agent/gossip/awareness';
import { createCard, speaksWith } from '@/agent/gossip/card';
import { differences } from '@/agent/gossip/differences';
import { gapTo } from '@/agent/gossip/gap';
import { Member } from '@/agent/gossip/member';
import { compareCards } from '@/agent/gossip/news';
import { patientTimer } from '@/agent/gossip/patient-timer';
import { Roster } from '@/agent/gossip/roster';
import { RoundTrip } from '@/agent/gossip/round-trip';
import { WallAnchor } from '@/agent/gossip/wall-anchor';
import { memberCard } from '@/common/domain/member';
import { FakeClock } from '../../support/fake-clock';
import { factsOf } from './support/small-zone';
import { memberId, TestKeys } from './support/test-keys';
import { cardNews } from './support/test-news';

describe('accuser limit', () => {
  test('one accuser has three open cases in a small zone, and an eighth of a large one', () => {
    const openedOf = (presentCount: number) => {
      const limit = new AccuserLimit();
      return Array.from({ length: 40 }, () => limit.open('a', presentCount, 0)).filter(Boolean)
        .length;
    };
    expect([5, 24, 80].map(openedOf)).toEqual([3, 3, 10]);
  });

  test('a case that is closed makes room; thirty a minute are enough', () => {
    const limit = new AccuserLimit();
    const tries = (count: number, nowMs: number) =>
      Array.from({ length: count }, () => {
        const isOpen = limit.open('a', 10, nowMs);
        if (isOpen) limit.close('a');
        return isOpen;
      }).filter(Boolean).length;
    expect(tries(100, 0)).toBe(30);
    expect(tries(10, 59_000)).toBe(0);
    expect(tries(10, 60_001)).toBe(10);
    expect(limit.open('b', 10, 0)).toBe(true);
  });

  test('what is pruned is of those who have no open case', () => {
    const limit = new AccuserLimit();
    for (let count = 0; count < 3; count++) limit.open('a', 10, 0);
    limit.prune(120_000);
    expect(limit.open('a', 10, 120_000)).toBe(false);
  });
});

describe('round trips', () => {
  test('the time-out follows what is measured, and its spread', () => {
    const steady = new RoundTrip(10, 0);
    const shaky = new RoundTrip(10, 0);
    for (let count = 0; count < 100; count++) {
      steady.add(10, count);
      shaky.add(count % 2 === 0 ? 5 : 15, count);
    }
    expect(steady.timeoutMs).toBeCloseTo(10, 1);
    expect(shaky.timeoutMs).toBeGreaterThan(25);
    expect(shaky.smoothedMs).toBeCloseTo(10, 0);
    expect(steady.heardMs).toBe(99);
  });
});

test('local health stays between 0 and its maximum, and scales by one more', () => {
  const awareness = new Awareness(8);
  awareness.change(-3);
  expect(awareness.scale).toBe(1);
  awareness.change(20);
  expect(awareness.score).toBe(8);
  awareness.change(-1);
  expect(awareness.scale).toBe(8);
});

describe('patient timer', () => {
  test('fires when it is due', async () => {
    const clock = new FakeClock();
    const fired: number[] = [];
    patientTimer({ clock, graceMs: 1_000, onLate: () => fired.push(-1) }, 500, () => {
      fired.push(clock.nowMs());
    });
    await clock.advance(5_000);
    expect(fired).toEqual([500]);
  });

  test('waits for what may have come meanwhile when it is late, and says so', async () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    const timer = { clock, graceMs: 1_000, onLate: () => fired.push('late') };
    patientTimer(timer, 500, () => fired.push(`at ${clock.nowMs()}`));
    clock.freeze(3_000);
    await clock.advance(0);
    expect(fired).toEqual(['late']);
    await clock.advance(5_000);
    expect(fired).toEqual(['late', 'at 4000']);
  });

  test('is cancelled in its grace as well', async () => {
    const clock = new FakeClock();
    let isFired = false;
    const cancel = patientTimer({ clock, graceMs: 1_000, onLate: () => {} }, 500, () => {
      isFired = true;
    });
    clock.freeze(3_000);
    await clock.advance(10);
    cancel();
    await clock.advance(5_000);
    expect(isFired).toBe(false);
  });
});

describe('cards', () => {
  const keys = new TestKeys('a');
  const facts = factsOf('a', '10.0.0.1:6768');

  test('groups and roles that do not fit are left out and counted, and the card is a card', () => {
    const groups = Array.from({ length: 1_000 }, (_, index) => `group-${index}`);
    const roles = Array.from({ length: 1_000 }, (_, index) => `role-${index}`);
    const card = createCard(
      { ...facts, groups: [...groups, 'x'.repeat(129)], roles },
      keys.id,
      3,
      5,
    );
    expect(memberCard.safeParse(card).success).toBe(true);
    expect(card.groups).toEqual(groups.slice(0, 256));
    expect(card.groupsLeftOut).toBe(745);
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(8_192);
  });

  test('letters of several bytes count as such', () => {
    const groups = Array.from({ length: 200 }, (_, index) => `${index}${'日'.repeat(20)}`);
    const card = createCard({ ...facts, groups }, keys.id, 0, 0);
    expect(card.groups.length).toBeLessThan(70);
    expect(card.groups.length + card.groupsLeftOut).toBe(200);
  });

  test('a card under more keys beats any incarnation; then incarnation, then the later run', () => {
    const plain = cardNews('a', { incarnation: 5, bootEpochMs: 10 });
    const succession = { publicKey: new Uint8Array(32), endorsement: new Uint8Array(64) };
    const rotated = {
      ...cardNews('a', { incarnation: 0 }),
      lineage: { ...keys.lineage, successions: [succession] },
    };
    expect(compareCards(rotated, plain)).toBeGreaterThan(0);
    expect(compareCards(cardNews('a', { incarnation: 6, bootEpochMs: 1 }), plain)).toBeGreaterThan(
      0,
    );
    expect(compareCards(cardNews('a', { incarnation: 5, bootEpochMs: 11 }), plain)).toBeGreaterThan(
      0,
    );
    expect(compareCards(plain, plain)).toBe(0);
  });

  test('versions of gossip that have none in common do not speak', () => {
    const cards = (
      [
        [1, 1],
        [1, 9],
        [2, 9],
      ] as const
    ).map((protocol) => speaksWith(cardNews('a', { protocol: [...protocol] }).card));
    expect(cards).toEqual([true, true, false]);
  });

  test('what people want to know of a change is told in words', () => {
    const before = cardNews('a').card;
    const after = { ...before, name: 'b', zone: 'lan', isRelay: true, groups: ['web', 'db'] };
    expect(differences(before, after)).toEqual([
      ['renamed', 'a → b'],
      ['zone-changed', 'default → lan'],
      ['relay-changed', 'became a relay'],
      ['groups-changed', 'linux → db, web'],
    ]);
    expect(differences(after, { ...after, groups: ['db', 'web'], incarnation: 9 })).toEqual([]);
  });
});

describe('where two lists differ', () => {
  const ALL = Array.from({ length: 32 }, (_, bucket) => bucket);

  function gapOf(member: Member, theirs: { incarnation: number; state: Member['state'] } | null) {
    const roster = new Roster();
    roster.add(member);
    const standings = theirs === null ? [] : [{ id: member.id, ...theirs }];
    const { doubted, news, revived } = gapTo(standings, ALL, roster);
    return [news.length, doubted.length, revived.length];
  }

  function memberIn(state: Member['state']): Member {
    const member = new Member(cardNews('a', { incarnation: 4 }), 0);
    member.state = state;
    return member;
  }

  test.each([
    ['a newcomer is told', 'alive', null, [1, 0, 0]],
    ['the dead of whom the other never knew stay untold', 'dead', null, [0, 0, 0]],
    ['who left and was never known stays untold', 'left', null, [0, 0, 0]],
    ['an older card is brought up to date', 'alive', { incarnation: 3, state: 'alive' }, [1, 0, 0]],
    ['the same is not told', 'alive', { incarnation: 4, state: 'alive' }, [0, 0, 0]],
    ['a newer one is awaited', 'alive', { incarnation: 5, state: 'alive' }, [0, 0, 0]],
    ['who left is told to who did not know', 'left', { incarnation: 4, state: 'alive' }, [1, 0, 0]],
    ['who came back since is not', 'left', { incarnation: 5, state: 'alive' }, [0, 0, 0]],
    ['dead there, alive here: looked at', 'alive', { incarnation: 4, state: 'dead' }, [0, 1, 0]],
    ['alive there, dead here: it may live', 'dead', { incarnation: 4, state: 'alive' }, [0, 0, 1]],
    [
      'one that lost its state gets its card',
      'dead',
      { incarnation: 0, state: 'alive' },
      [1, 0, 1],
    ],
  ] as const)('%s', (_, state, theirs, expected) => {
    expect(gapOf(memberIn(state), theirs)).toEqual(expected);
  });

  test('one of whom nothing was heard in this run is passed over', () => {
    const member = memberIn('dead');
    member.isRemembered = true;
    expect(gapOf(member, { incarnation: 0, state: 'alive' })).toEqual([0, 0, 0]);
  });
});

test('a moment is always told alike, until the wall clock is set', () => {
  const clock = new FakeClock(1_000_000);
  const anchor = new WallAnchor(clock);
  expect(anchor.wallOf(500)).toBe(1_000_500);
  clock.jumpWall(900);
  expect(anchor.wallOf(500)).toBe(1_000_500);
  clock.jumpWall(200);
  expect(anchor.wallOf(500)).toBe(1_001_600);
});

test('ids of tests are ids', () => {
  expect(memberCard.shape.id.safeParse(memberId('web')).success).toBe(true);
});
