import { describe, expect, test } from 'vitest';
import { factsOf, type Member, SmallZone } from './support/small-zone';
import { memberId, signedByMaster, TestKeys } from './support/test-keys';
import { cardNews } from './support/test-news';

async function zoneOf(names: readonly string[], zone = new SmallZone()) {
  const members: Member[] = [];
  for (const name of names) {
    const [seed] = members;
    members.push(await zone.add(name, seed === undefined ? {} : { seed }));
  }
  return { zone, members };
}

function changesOf({ gossip }: Member, name: string): string[] {
  return gossip
    .history()
    .filter((line) => line.name === name)
    .map(({ change }) => change);
}

describe('members find one another', () => {
  test('a newcomer that knows one seed is soon known by all, and knows all', async () => {
    const { members } = await zoneOf(['a', 'b', 'c', 'd', 'e']);
    for (const { gossip } of members) {
      expect(gossip.members().map(({ card, state }) => `${card.name} ${state}`)).toEqual(
        ['a', 'b', 'c', 'd', 'e'].map((name) => `${name} alive`),
      );
    }
    expect(new Set(members.map(({ gossip }) => gossip.digest())).size).toBe(1);
  });

  test('a member whose seeds are not there yet finds them when they come', async () => {
    const zone = new SmallZone();
    const early = zone.create('b');
    early.gossip.setSeeds(['10.0.0.a:6768']);
    early.gossip.start();
    await zone.clock.advance(60_000);
    const late = await zone.add('a');
    await zone.until(() => late.gossip.find('b')?.state === 'alive', 45_000);
    expect(early.gossip.find('a')?.state).toBe('alive');
  });

  test('join tells how many there are, or why it did not come to it', async () => {
    const { zone, members } = await zoneOf(['a', 'b']);
    const alone = await zone.add('c');
    const answers: unknown[] = [];
    alone.gossip.join('10.0.0.nobody:6768', (joined) => answers.push(joined));
    await zone.clock.advance(100);
    alone.gossip.join(members[0]?.address ?? '', (joined) => answers.push(joined));
    await zone.clock.advance(100);
    expect(answers).toEqual([
      { is: 'failed', reason: 'nobody listens there' },
      { is: 'joined', members: 3 },
    ]);
  });

  test('members of another zone are not taken in, and the joiner is told', async () => {
    const { zone, members } = await zoneOf(['a', 'b']);
    const stranger = await zone.add('c', { facts: { zone: 'elsewhere' } });
    let answer: unknown;
    stranger.gossip.join(members[0]?.address ?? '', (joined) => {
      answer = joined;
    });
    await zone.clock.advance(1_000);
    expect(answer).toEqual({ is: 'failed', reason: 'its members are of another zone' });
    expect(members[0]?.gossip.find('c')).toBeUndefined();
    expect(members[0]?.gossip.counters.dropped.zone).toBeGreaterThan(0);
  });

  test('two zones that never met become one over a seed', async () => {
    const { zone, members } = await zoneOf(['a', 'b']);
    const other = await zone.add('c');
    const fourth = await zone.add('d', { seed: other });
    expect(other.gossip.find('a')).toBeUndefined();
    fourth.gossip.setSeeds([members[0]?.address ?? '']);
    await zone.until(() => zone.opinions([...members, other], 'd')[1] === 'alive', 60_000);
    await zone.clock.advance(1_000);
    expect(zone.opinions(members, 'c')).toEqual(['alive', 'alive']);
    expect(zone.opinions([other, fourth], 'b')).toEqual(['alive', 'alive']);
  });

  test('a joiner gets a list of megabytes, no answer of which has more than one', async () => {
    const zone = new SmallZone();
    const { members } = await zoneOf(['a'], zone);
    const groups = Array.from({ length: 150 }, (_, index) => `${index}-${'x'.repeat(20)}`);
    const news = Array.from({ length: 500 }, (_, index) => {
      const name = [...index.toString().padStart(3, '0')].map(
        (digit) => 'abcdefghij'[Number(digit)],
      );
      return cardNews(`x${name.join('')}`, { groups });
    });
    zone.inject(members[0] as Member, { kind: 'news', news });
    const joiner = await zone.add('b', { seed: members[0] as Member });
    expect(joiner.gossip.members().length).toBe(502);
    const asked = zone.requests.filter(({ request }) => request.kind !== 'ping');
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.length).toBeLessThan(12);
  });

  test('a card that no packet has room for gets round all the same', async () => {
    const zone = new SmallZone();
    zone.newsBytesMax = 1_000;
    const { members } = await zoneOf(['a', 'b', 'c', 'd'], zone);
    const [first] = members;
    const groups = Array.from({ length: 100 }, (_, index) => `group-number-${index}`);
    first?.gossip.setFacts({ ...first.gossip.self.card, groups });
    await zone.clock.advance(3_000);
    const seen = members.map(({ gossip }) => gossip.find('a')?.card.groups.length);
    expect(seen).toEqual([100, 100, 100, 100]);
  });
});

describe('who is gone is found out', () => {
  test('a killed agent is dead for all within seconds, by evidence of several', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c', 'd', 'e']);
    const [victim, ...others] = members;
    if (victim === undefined) throw new Error('nobody');
    zone.kill(victim);
    const tookMs = await zone.until(
      () => zone.opinions(others, 'a').every((state) => state === 'dead'),
      10_000,
    );
    expect(tookMs).toBeLessThan(5_000);
    const view = others[0]?.gossip.find('a');
    const accusers = new Set(view?.accusations.map(({ accuser }) => accuser));
    expect(accusers.size).toBeGreaterThan(1);
    expect(view?.accusations.map(({ failure }) => failure)).toContain('refused');
    for (const other of others) expect(changesOf(other, 'b')).not.toContain('suspected');
  });

  test('a machine that went silent dies as well, with the helpers that were asked', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c', 'd']);
    const [victim, ...others] = members;
    zone.passes = (from, to) => from !== victim?.address && to !== victim?.address;
    await zone.until(() => zone.opinions(others, 'a').every((state) => state === 'dead'), 12_000);
    const [accusation] = others[0]?.gossip.find('a')?.accusations ?? [];
    expect(accusation?.failure).toBe('no-answer');
    expect(accusation?.helpers.length).toBeGreaterThan(0);
  });

  test('whom one does not reach and others do is not accused', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c', 'd']);
    const cut = new Set([members[0]?.address, members[1]?.address]);
    zone.passes = (from, to) => !(cut.has(from) && cut.has(to));
    await zone.clock.advance(120_000);
    for (const member of members) {
      expect(member.gossip.history().map(({ change }) => change)).not.toContain('suspected');
    }
  });

  test('where datagrams do not pass, streams prove that a member lives', async () => {
    const zone = new SmallZone();
    const { members } = await zoneOf(['a', 'b'], zone);
    zone.streamsPass = () => true;
    zone.passes = () => false;
    await zone.clock.advance(60_000);
    expect(zone.opinions(members, 'a')).toEqual(['alive', 'alive']);
    expect(changesOf(members[1] as Member, 'a')).toEqual(['joined']);
  });

  test('one that was cut off and comes back is held for alive again by all', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c', 'd']);
    const [lost, ...others] = members as [Member, ...Member[]];
    zone.passes = (from, to) => from !== lost.address && to !== lost.address;
    await zone.until(() => zone.opinions(others, 'a').every((state) => state === 'dead'), 20_000);
    await zone.clock.advance(30_000);
    zone.passes = () => true;
    await zone.until(() => {
      const ofLost = zone.opinions(others, 'a');
      const byLost = ['b', 'c', 'd'].map((name) => lost.gossip.find(name)?.state);
      return [...ofLost, ...byLost].every((state) => state === 'alive');
    }, 60_000);
    expect(changesOf(others[0] as Member, 'a')).toEqual([
      'joined',
      'suspected',
      'died',
      'returned',
    ]);
  });

  test('an agent that was stopped for seconds accuses nobody when it goes on', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    zone.clock.freeze(8_000);
    await zone.clock.advance(30_000);
    for (const member of members) {
      expect(member.gossip.history().map(({ change }) => change)).not.toContain('suspected');
    }
  });

  test('a jump of the wall clock changes no judgement', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    zone.clock.jumpWall(-7_200_000);
    await zone.clock.advance(60_000);
    zone.clock.jumpWall(400 * 86_400_000);
    await zone.clock.advance(120_000);
    for (const { gossip } of members) {
      expect(gossip.members().map(({ state }) => state)).toEqual(['alive', 'alive', 'alive']);
    }
  });
});

describe('words of others', () => {
  const accusedBy = (accuser: string, subject: string, incarnation: number) => {
    const accusation = {
      subject: memberId(subject),
      incarnation,
      accuser: memberId(accuser),
      atMs: 0,
      failure: 'no-answer' as const,
      helpers: [],
    };
    const unsigned = { kind: 'accused', accusation } as const;
    return { ...unsigned, signature: new TestKeys(accuser).sign(unsigned) };
  };

  test('a liar among three kills nobody', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [, victim, judge] = members as [Member, Member, Member];
    // The victim never hears of it, so it cannot refute.
    for (let round = 0; round < 60; round++) {
      const incarnation = judge.gossip.find('b')?.card.incarnation ?? 0;
      zone.inject(judge, { kind: 'news', news: [accusedBy('a', 'b', incarnation)] });
      await zone.clock.advance(1_000);
    }
    expect(changesOf(judge, 'b')).toContain('suspected');
    expect(changesOf(judge, 'b')).not.toContain('died');
    expect(victim.gossip.counters.refuted).toBeGreaterThan(0);
  });

  test('an accusation in the name of another counts for nothing', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const judge = members[2] as Member;
    const forged = accusedBy('a', 'b', judge.gossip.find('b')?.card.incarnation ?? 0);
    const news = { ...forged, signature: new TestKeys('c').sign(forged) };
    zone.inject(judge, { kind: 'news', news: [news] });
    await zone.clock.advance(100);
    expect(judge.gossip.find('b')?.state).toBe('alive');
    expect(judge.gossip.counters.dropped.signature).toBe(1);
  });

  test('a card or a leave that somebody else signed is not believed', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [, , judge] = members as [Member, Member, Member];
    const card = judge.gossip.find('b')?.card;
    if (card === undefined) throw new Error('b is not known');
    const forged = {
      kind: 'alive',
      card: { ...card, incarnation: 99, name: 'forged' },
      lineage: new TestKeys('b').lineage,
    } as const;
    const left = { kind: 'left', id: card.id, incarnation: 99, by: 'itself' } as const;
    const thief = new TestKeys('a');
    const news = [
      { ...forged, signature: thief.sign(forged) },
      { ...left, signature: thief.sign(left) },
    ];
    zone.inject(judge, { kind: 'news', news });
    await zone.clock.advance(100);
    expect(judge.gossip.find('b')).toMatchObject({ state: 'alive', card: { name: 'b' } });
    expect(judge.gossip.counters.dropped.signature).toBe(2);
  });

  test('whoever is held for dead accuses nobody', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [dead, , judge] = members as [Member, Member, Member];
    zone.kill(dead);
    await zone.until(() => judge.gossip.find('a')?.state === 'dead', 10_000);
    const incarnation = judge.gossip.find('b')?.card.incarnation ?? 0;
    zone.inject(judge, { kind: 'news', news: [accusedBy('a', 'b', incarnation)] });
    expect(judge.gossip.find('b')?.state).toBe('alive');
    expect(judge.gossip.counters.dropped.accuser).toBe(1);
  });

  test('no more than thirty accusations a minute are believed of one, and few at a time', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c', 'd', 'e', 'f']);
    const judge = members[5] as Member;
    zone.passes = () => false;
    const news = ['b', 'c', 'd', 'e'].map((name) =>
      accusedBy('a', name, judge.gossip.find(name)?.card.incarnation ?? 0),
    );
    zone.inject(judge, { kind: 'news', news });
    expect(judge.gossip.counters.dropped.accuser).toBe(1);
    expect(zone.opinions([judge], 'd')).toEqual(['suspect']);
    expect(zone.opinions([judge], 'e')).toEqual(['alive']);
  });
});

describe('going and coming back', () => {
  test('a leave is known by all within a second, and is no death', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c', 'd', 'e']);
    const [leaver, ...others] = members as [Member, ...Member[]];
    let isTold = false;
    leaver.gossip.leave(() => {
      isTold = true;
    });
    await zone.until(() => zone.opinions(others, 'a').every((state) => state === 'left'), 1_000);
    await zone.clock.advance(2_000);
    expect(isTold).toBe(true);
    const before = zone.packets.length;
    await zone.clock.advance(60_000);
    expect(zone.packets.slice(before).filter(({ from }) => from === leaver.address)).toEqual([]);
    expect(zone.opinions(others, 'a')).toEqual(['left', 'left', 'left', 'left']);
    expect(changesOf(others[0] as Member, 'a')).toEqual(['joined', 'left']);
  });

  test('who left and starts again is back', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [leaver, ...others] = members as [Member, Member, Member];
    leaver.gossip.leave(() => {});
    await zone.clock.advance(3_000);
    await zone.add('a', { snapshot: leaver.store.snapshot });
    await zone.clock.advance(2_000);
    expect(zone.opinions(others, 'a')).toEqual(['alive', 'alive']);
  });

  test('incarnations go on after a restart, and without their file recover by refutation', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [first, ...others] = members as [Member, Member, Member];
    for (let round = 0; round < 5; round++) {
      first.gossip.setFacts({ ...first.gossip.self.card, name: `a${round}` });
    }
    await zone.clock.advance(6_000);
    first.gossip.stop();
    const again = await zone.add('a', { snapshot: first.store.snapshot });
    expect(again.gossip.self.card.incarnation).toBeGreaterThan(5);
    await zone.clock.advance(1_000);
    again.gossip.stop();
    const bare = await zone.add('a', { seed: others[0] });
    await zone.clock.advance(2_000);
    expect(bare.gossip.self.card.incarnation).toBeGreaterThan(6);
    expect(others[1]?.gossip.find('a')?.card.bootEpochMs).toBe(bare.gossip.self.card.bootEpochMs);
  });

  test('a zone whose agents were all stopped comes together again without seeds', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    for (const { gossip } of members) gossip.stop();
    await zone.clock.advance(3_600_000);
    const again = ['a', 'b', 'c'].map((name, index) =>
      zone.create(name, { snapshot: members[index]?.store.snapshot }),
    );
    for (const { gossip } of again) gossip.start();
    await zone.until(
      () => again.every(({ gossip }) => gossip.members().every(({ state }) => state === 'alive')),
      15_000,
    );
    expect(again[0]?.gossip.members().length).toBe(3);
    expect(changesOf(again[0] as Member, 'b')).toEqual(['joined']);
  });

  test('the dead and those who left are forgotten in their time', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [dead, leaver, rest] = members as [Member, Member, Member];
    zone.kill(dead);
    leaver.gossip.leave(() => {});
    await zone.clock.advance(30_000);
    expect(zone.opinions([rest], 'a')).toEqual(['dead']);
    const config = { deadKeptMs: 120_000, leftKeptMs: 240_000 };
    rest.gossip.stop();
    const again = await zone.add('c', { snapshot: rest.store.snapshot, config });
    await zone.clock.advance(200_000);
    expect(zone.opinions([again], 'a')).toEqual([undefined]);
    expect(zone.opinions([again], 'b')).toEqual(['left']);
    await zone.clock.advance(120_000);
    expect(zone.opinions([again], 'b')).toEqual([undefined]);
  });

  test('the master key of the zone sends a member away', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [one, evicted, third] = members as [Member, Member, Member];
    const incarnation = one.gossip.find('b')?.card.incarnation ?? 0;
    expect(one.gossip.submit(signedByMaster(memberId('b'), incarnation))).toBe(true);
    await zone.clock.advance(2_000);
    expect(zone.opinions([one, third], 'b')).toEqual(['left', 'left']);
    expect(evicted.gossip.self.state).toBe('left');
    const before = zone.packets.length;
    await zone.clock.advance(30_000);
    expect(zone.packets.slice(before).filter(({ from }) => from === evicted.address)).toEqual([]);
  });
});

describe('two agents with one key', () => {
  test('the older run falls silent and says so, the later goes on', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [older, ...others] = members as [Member, Member, Member];
    const later = await zone.add('a', {
      address: '10.0.0.copy:6768',
      snapshot: older.store.snapshot,
      seed: others[0],
    });
    await zone.clock.advance(10_000);
    const twice = older.gossip.history().find(({ change }) => change === 'twice');
    expect(twice?.detail).toContain('10.0.0.copy:6768');
    expect(older.log.lines.some(({ level }) => level === 'error')).toBe(true);
    expect(others.map(({ gossip }) => gossip.find('a')?.card.addresses)).toEqual([
      ['10.0.0.copy:6768'],
      ['10.0.0.copy:6768'],
    ]);
    expect(later.gossip.self.state).toBe('alive');
  });

  test('two that go on from one image draw again until one is the later', async () => {
    const { zone, members } = await zoneOf(['b', 'c']);
    const [seed] = members;
    if (seed === undefined) throw new Error('nobody');
    const epochMs = zone.clock.wallMs();
    const one = await zone.add('a', { seed, epochMs });
    const two = await zone.add('a', { seed, epochMs, address: '10.0.0.copy:6768' });
    // It finds out that it has another address now.
    two.gossip.setFacts({ ...factsOf('a', two.address), name: 'a copy' });
    await zone.clock.advance(60_000);
    const isSilent = [one, two].map(({ gossip }) =>
      gossip.history().some(({ change }) => change === 'twice'),
    );
    expect(isSilent.toSorted()).toEqual([false, true]);
    const survivor = isSilent[0] ? two : one;
    expect(zone.opinions(members, memberId('a'))).toEqual(['alive', 'alive']);
    expect(seed.gossip.find(memberId('a'))?.card.addresses).toEqual([survivor.address]);
  });

  test('a later run that only declines to speak with the older is there all the same', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c']);
    const [older, seed] = members as [Member, Member, Member];
    zone.declines = (from, to) => from === older.address && to === '10.0.0.copy:6768';
    await zone.add('a', { address: '10.0.0.copy:6768', snapshot: older.store.snapshot, seed });
    await zone.clock.advance(60_000);
    expect(older.gossip.history().map(({ change }) => change)).toContain('twice');
    expect(zone.opinions(members.slice(1), 'a')).toEqual(['alive', 'alive']);
  });

  test('a clock that was ahead at the last start silences nobody', async () => {
    const { zone, members } = await zoneOf(['b', 'c']);
    const [seed] = members;
    if (seed === undefined) throw new Error('nobody');
    const ahead = await zone.add('a', { seed, epochMs: zone.clock.wallMs() + 86_400_000 });
    zone.kill(ahead);
    zone.passes = () => true;
    zone.streamsPass = () => true;
    ahead.gossip.stop();
    const again = await zone.add('a', { seed, address: '10.0.0.moved:6768' });
    await zone.clock.advance(10_000);
    expect(again.gossip.history().map(({ change }) => change)).not.toContain('twice');
    expect(seed.gossip.find('a')?.card.addresses).toEqual(['10.0.0.moved:6768']);
  });
});

describe('events', () => {
  test('an event comes to all once, and to a late joiner', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c', 'd']);
    const heard: string[] = [];
    for (const { gossip } of members) gossip.onEvent(({ payload }) => heard.push(payload));
    members[0]?.gossip.tell('deploy', 'v2');
    await zone.clock.advance(2_000);
    expect(heard).toEqual(['v2', 'v2', 'v2', 'v2']);
    const late = await zone.add('e', { seed: members[1] as Member });
    expect(late.gossip.events()).toMatchObject([{ type: 'deploy', payload: 'v2' }]);
  });

  test('events are forgotten after a quarter of an hour, and nobody tells them anew', async () => {
    const { zone, members } = await zoneOf(['a', 'b']);
    members[0]?.gossip.tell('deploy', 'v2');
    await zone.clock.advance(840_000);
    const late = await zone.add('c', { seed: members[0] as Member });
    expect(late.gossip.events().length).toBe(1);
    await zone.clock.advance(120_000);
    expect(members.map(({ gossip }) => gossip.events().length)).toEqual([0, 0]);
  });

  test('what is no event, or one too many, is refused in words', async () => {
    const { members } = await zoneOf(['a']);
    const { gossip } = members[0] as Member;
    expect(() => gossip.tell('no spaces', '')).toThrow('This is no event: type');
    for (let count = 0; count < 30; count++) gossip.tell('deploy', String(count));
    expect(() => gossip.tell('deploy', 'again')).toThrow('30 events within a minute');
  });
});

describe('rest', () => {
  test('a zone at rest sends a ping and its answer a member and second, and no news', async () => {
    const { zone, members } = await zoneOf(['a', 'b', 'c', 'd', 'e']);
    await zone.clock.advance(10_000);
    const before = zone.packets.length;
    await zone.clock.advance(60_000);
    const sent = zone.packets.slice(before);
    expect(sent.length / 60 / members.length).toBeLessThan(2.1);
    expect(sent.filter(({ packet }) => packet.news.length > 0)).toEqual([]);
  });

  test('a silent agent asks nobody and answers nobody', async () => {
    const { zone, members } = await zoneOf(['a', 'b']);
    members[0]?.gossip.stop();
    await zone.clock.advance(5_000);
    const before = zone.packets.length;
    await zone.clock.advance(60_000);
    const own = zone.packets.slice(before).filter(({ from }) => from === members[0]?.address);
    expect(own).toEqual([]);
  });
});
