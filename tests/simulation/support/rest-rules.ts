import type { MemberState } from '@/common/domain/member';
import type { SimCluster } from './sim-cluster';
import type { SimMember } from './sim-member';
import type { Standing } from './standing';
import { PACKET_BYTES_MAX } from './wire';

/** What must hold a minute after the last fault, as a sentence and as a function. */
export interface Rule {
  readonly sentence: string;
  /** @returns how it is broken */
  broken(world: World): string | undefined;
}

export interface World {
  readonly cluster: SimCluster;
  readonly standing: Standing;
  /** At which incarnation each of them was a while ago, by id. */
  readonly told: ReadonlyMap<string, number>;
  /** Says of itself what it likes, so that nothing of it is compared. */
  readonly liarId: string | undefined;
}

const HISTORY_MAX = 10_000;
const EVENTS_MAX = 1_000;

export const REST_RULES: readonly Rule[] = [
  {
    sentence: 'whoever is up is held for that by all others who are',
    broken: (world) =>
      firstView(world, ({ observer, subject, state }) =>
        isUp(world, subject) && state !== 'alive' && state !== 'suspect'
          ? `${observer} holds ${subject} for ${state}`
          : undefined,
      ),
  },
  {
    sentence: 'whoever is gone is held for that by all who know of it',
    broken: (world) =>
      firstView(world, ({ observer, subject, state }) =>
        world.standing.gone.has(subject) && (state === 'alive' || state === 'suspect')
          ? `${observer} holds ${subject} for ${state}`
          : undefined,
      ),
  },
  {
    sentence: 'whoever left is held for up by nobody',
    broken: (world) =>
      firstView(world, ({ observer, subject, state }) =>
        world.standing.left.has(subject) && (state === 'alive' || state === 'suspect')
          ? `${observer} holds ${subject} for ${state}`
          : undefined,
      ),
  },
  {
    sentence: 'what somebody said of itself a while ago has come to all',
    broken: (world) =>
      firstView(world, ({ observer, subject, incarnation }) => {
        const told = world.told.get(subject) ?? -1;
        if (!isUp(world, subject) || incarnation >= told) return undefined;
        return `${observer} has ${subject} at ${incarnation}, which was at ${told}`;
      }),
  },
  {
    sentence: `a datagram is at most ${PACKET_BYTES_MAX} bytes`,
    broken: ({ cluster }) => {
      const bytes = cluster.network.largestPacketBytes;
      return bytes > PACKET_BYTES_MAX ? `one had ${bytes}` : undefined;
    },
  },
  {
    sentence: 'nothing grows without bound',
    broken: ({ cluster, standing }) => {
      const timersMax = 100 * cluster.members.length + 1_000;
      if (cluster.agenda.pending > timersMax) return `${cluster.agenda.pending} timers`;
      const full = standing.present.find(
        ({ gossip }) =>
          (gossip?.history().length ?? 0) > HISTORY_MAX ||
          (gossip?.events().length ?? 0) > EVENTS_MAX,
      );
      return full === undefined ? undefined : `history or events of ${full.id}`;
    },
  },
];

interface OneView {
  readonly observer: string;
  readonly subject: string;
  readonly state: MemberState | 'unknown';
  readonly incarnation: number;
}

/** Walks what everybody who is up holds of everybody, and stops at the first who is wrong. */
function firstView(world: World, judge: (view: OneView) => string | undefined): string | undefined {
  for (const observer of world.standing.present) {
    if (observer.id === world.liarId) continue;
    for (const view of viewsOf(observer, world)) {
      const wrong = view.subject === world.liarId ? undefined : judge(view);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}

function viewsOf(observer: SimMember, { standing }: World): OneView[] {
  const views = new Map(
    (observer.gossip?.members() ?? []).map(({ card, state }) => [
      card.id,
      { observer: observer.id, subject: card.id, state, incarnation: card.incarnation },
    ]),
  );
  const missing = standing.present
    .filter(({ id }) => !views.has(id))
    .map(({ id }) => ({
      observer: observer.id,
      subject: id,
      state: 'unknown' as const,
      incarnation: -1,
    }));
  return [...views.values(), ...missing];
}

function isUp({ standing }: World, id: string): boolean {
  return standing.present.some((member) => member.id === id);
}
