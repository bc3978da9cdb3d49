import { beforeEach, describe, expect, test } from 'vitest';
import {
  membershipDocument,
  membersSeenBy,
  roundTripsDocument,
} from '@/agent/telling/membership-documents';
import { MembershipTeller } from '@/agent/telling/membership-teller';
import type { MemberChange } from '@/common/domain/member';
import {
  type MembershipOn,
  membershipTold,
  membersSeen,
  roundTripsTold,
} from '@/common/domain/membership-told';
import { DOCUMENT_LENGTH_MAX } from '@/common/domain/node-document';
import { ANSWER_LENGTH_MAX } from '@/common/protocol/question';
import { seededRandom } from '@/common/random';
import { FakeClock } from '../../support/fake-clock';
import { idOf, SmallCluster, viewOf } from './small-cluster';

let cluster: SmallCluster;
beforeEach(() => {
  cluster = new SmallCluster();
});

/** Accusations as long as they may be. */
function accusationsOf(subject: string) {
  const helpers = Array.from({ length: 8 }, (_, index) => idOf(`helper${'abcdefgh'[index]}`));
  return Array.from({ length: 8 }, (_, index) => ({
    ...{ subject: idOf(subject), incarnation: 3, accuser: idOf(`by${'abcdefgh'[index]}`) },
    ...{ atMs: 1_800_000_000_000, failure: 'no-answer' as const, helpers },
  }));
}

/** `qqqq`, `qqqr` … */
const NAMES = Array.from({ length: 1_500 }, (_, index) =>
  `${10_000 + index}`.replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? ''),
);

describe('how an agent sees the cluster', () => {
  test('is told with the evidence against all that are not alive, the newest first', () => {
    cluster.views.push(
      viewOf('db', 'dead', { sinceMs: 5_000, accusations: accusationsOf('db') }),
      viewOf('web', 'alive'),
      viewOf('cache', 'suspect', { sinceMs: 9_000 }),
    );
    const told = membershipTold.parse(membershipDocument(cluster));
    expect(told).toMatchObject({
      ...{ gossip: 'on', zone: 'lan', incarnation: 3, digest: 'abc' },
      counts: { alive: 2, suspect: 1, dead: 1, left: 0 },
      gone: [
        { name: 'cache', state: 'suspect' },
        { name: 'db', accusations: { length: 4 } },
      ],
      states: { suspect: [idOf('cache')], dead: [idOf('db')], left: [] },
    });
  });

  test('is told as off by one that does not gossip', () => {
    expect(membershipDocument(undefined)).toEqual({ gossip: 'off' });
    expect(roundTripsDocument(undefined, 0)).toEqual({ ms: {} });
  });

  test('fits into what a server takes, when half of a large zone died', () => {
    for (const name of NAMES) {
      cluster.views.push(viewOf(name, 'dead', { accusations: accusationsOf(name) }));
    }
    const told = membershipDocument(cluster);
    const { states, gone } = membershipTold.parse(told) as MembershipOn;
    expect([states.dead.length, gone.length > 15]).toEqual([1_000, true]);
    expect(JSON.stringify(told).length).toBeLessThan(DOCUMENT_LENGTH_MAX);
  });

  test('is answered whole to who asks, within what an answer may hold', () => {
    for (const name of NAMES) {
      cluster.views.push(viewOf(name, 'dead', { accusations: accusationsOf(name) }));
    }
    const seen = membersSeenBy(cluster);
    expect(membersSeen.parse(seen)).toMatchObject({ digest: 'abc' });
    expect(seen.members.length + seen.leftOut).toBe(1_501);
    expect(JSON.stringify(seen).length).toBeLessThan(ANSWER_LENGTH_MAX);
  });
});

test('round trips are of those that answered within the minute, the last ones', () => {
  cluster.views.push(
    viewOf('near', 'alive', { heardMs: 90_000, roundTripMs: 0.123_4 }),
    viewOf('old', 'alive', { heardMs: 10_000, roundTripMs: 1 }),
    viewOf('gone', 'suspect', { heardMs: 95_000, roundTripMs: 1 }),
    viewOf('never', 'alive'),
  );
  const told = roundTripsTold.parse(roundTripsDocument(cluster, 40_000));
  expect(told).toEqual({ ms: { [idOf('near')]: 0.12 } });
  for (const name of NAMES) {
    cluster.views.push(viewOf(name, 'alive', { heardMs: 99_000, roundTripMs: 1 }));
  }
  expect(Object.keys(roundTripsTold.parse(roundTripsDocument(cluster, 40_000)).ms)).toHaveLength(
    64,
  );
});

describe('what happens in the cluster', () => {
  let clock: FakeClock;
  let told: string[];
  let teller: MembershipTeller;
  beforeEach(() => {
    clock = new FakeClock();
    told = [];
    teller = new MembershipTeller({
      ...{ clock, random: seededRandom(1), membership: cluster },
      sink: {
        memberChange: ({ name, change }: MemberChange) => void told.push(`${name} ${change}`),
      },
      changed: (kind) => void told.push(kind),
    });
    teller.start();
  });

  test('is told at once, with what the agent sees after it', () => {
    cluster.happens('db', 'died');
    expect(told).toEqual(['db died', 'membership']);
  });

  test('is not told any more once it has stopped', async () => {
    teller.stop();
    cluster.happens('db', 'died');
    await clock.advance(120_000);
    expect([told, clock.pendingTimers]).toEqual([[], 0]);
  });

  test('is looked for every ten seconds, and round trips once a minute', async () => {
    await clock.advance(10 * 60_000);
    const count = (kind: string) => told.filter((one) => one === kind).length;
    expect([count('membership'), count('round-trips')]).toEqual([60, 10]);
  });
});
