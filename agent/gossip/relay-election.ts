import type { MemberCard, MemberView } from '@/common/domain/member';

/** How many speak for a zone at a time: one of them may die. */
export const RELAYS = 2;

/** What an agent was configured to be. */
export type RelayWish = 'auto' | 'always' | 'never';

/**
 * How a card tells it: who is a relay by configuration is not up for election, so `canRelay` is said
 * of those alone who are one only while they are needed.
 * @param isElected whether `electRelays` names it
 */
export function relayFacts(
  wish: RelayWish,
  isElected: boolean,
): Pick<MemberCard, 'isRelay' | 'canRelay'> {
  if (wish === 'always') return { isRelay: true, canRelay: false };
  return { isRelay: wish === 'auto' && isElected, canRelay: wish === 'auto' };
}

/**
 * The relays of a zone, as every member finds them out of the list that it has: those that are so by
 * configuration, then those that are so already, then whoever comes first by the hash of zone and id,
 * until there are two. A relay that is merely suspected stays one; who comes back from a restart finds
 * its place taken, and leaves it so. Members that see the same elect the same.
 * @param members of one zone, this agent among them
 */
export function electRelays(
  members: readonly Pick<MemberView, 'card' | 'state'>[],
): readonly string[] {
  const present = members.filter(({ state }) => state === 'alive' || state === 'suspect');
  const fixed = present.filter(({ card }) => card.isRelay && !card.canRelay);
  const needed = Math.max(0, RELAYS - fixed.length);
  const elected = present
    .filter(({ card, state }) => card.canRelay && (card.isRelay || state === 'alive'))
    .map(({ card }) => ({ id: card.id, isRelay: card.isRelay, rank: rankOf(card) }))
    .sort((one, other) => Number(other.isRelay) - Number(one.isRelay) || byRank(one, other))
    .slice(0, needed);
  return [...fixed.map(({ card }) => card.id), ...elected.map(({ id }) => id)].sort();
}

interface Ranked {
  readonly id: string;
  readonly rank: number;
}

function byRank(one: Ranked, other: Ranked): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  return one.id < other.id ? -1 : 1;
}

/** FNV-1a over zone and id, so that no node is first in every zone that it is moved to. */
function rankOf({ zone, id }: Pick<MemberCard, 'zone' | 'id'>): number {
  let hash = 0x81_1c_9d_c5;
  for (const letter of `${zone} ${id}`) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01_00_01_93);
  }
  return hash >>> 0;
}
