import type { Accusation, MemberState } from '@/common/domain/member';
import type { GoneMember, MembershipTold } from '@/common/domain/membership-told';
import { nodeIdOf } from '@/common/node/node-id';
import type { TestDatabase } from '../../support/test-database';

/** The id that a node of this name has in these tests. */
export function idOf(name: string): string {
  const key = new Uint8Array(32);
  key.set(Buffer.from(name));
  return nodeIdOf(key);
}

export function accusationOf(subject: string, accuser: string, more: Partial<Accusation> = {}) {
  return {
    subject: idOf(subject),
    incarnation: 1,
    accuser: idOf(accuser),
    atMs: 1_000,
    failure: 'no-answer' as const,
    helpers: [],
    ...more,
  };
}

export function goneOf(name: string, state: GoneMember['state'] = 'dead'): GoneMember {
  return {
    ...{ id: idOf(name), name, zone: 'lan', state, sinceMs: 1_000, incarnation: 1 },
    accusations: state === 'left' ? [] : [accusationOf(name, 'web-1')],
  };
}

export function membershipOf(
  gone: readonly GoneMember[] = [],
  more: Partial<Extract<MembershipTold, { gossip: 'on' }>> = {},
): MembershipTold {
  const counts: Record<MemberState, number> = { alive: 3, suspect: 0, dead: 0, left: 0 };
  for (const { state } of gone) counts[state] += 1;
  const idsOf = (state: MemberState) =>
    gone.filter((one) => one.state === state).map(({ id }) => id);
  return {
    ...{ gossip: 'on', zone: 'lan', isRelay: false, incarnation: 1, digest: 'abc', counts },
    ...{ addresses: ['127.0.0.1:6768'], gone: [...gone], ...more },
    states: { suspect: idsOf('suspect'), dead: idsOf('dead'), left: idsOf('left') },
  };
}

/** Nodes of these names that last reported so long ago. */
export async function addMembers(
  database: TestDatabase,
  reportedAgoMs: Readonly<Record<string, number>>,
  nowMs: number,
): Promise<void> {
  await database.prisma.node.createMany({
    data: Object.entries(reportedAgoMs).map(([name, agoMs]) => ({
      id: idOf(name),
      name,
      hostname: name,
      publicKey: new Uint8Array(Buffer.from(name.padEnd(32))),
      lastReportAt: new Date(nowMs - agoMs),
    })),
  });
}

/** What a node told of the cluster, as it stands in the database. */
export async function tells(
  database: TestDatabase,
  name: string,
  membership: MembershipTold,
  reached: Readonly<Record<string, number>> = {},
): Promise<void> {
  const ms = Object.fromEntries(Object.entries(reached).map(([of, each]) => [idOf(of), each]));
  const documents = { membership, 'round-trips': { ms } };
  for (const [kind, json] of Object.entries(documents)) {
    await database.query(
      `INSERT INTO "NodeDocument" ("nodeId", kind, key, json, at, epoch, sequence)
       VALUES ($1, $2, '', $3::jsonb, now(), 'run', 1)
       ON CONFLICT ("nodeId", kind, key) DO UPDATE SET json = excluded.json`,
      [idOf(name), kind, JSON.stringify(json)],
    );
  }
}
