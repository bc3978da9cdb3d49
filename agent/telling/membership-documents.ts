import type { MemberState, MemberView } from '@/common/domain/member';
import {
  GONE_TOLD_MAX,
  type GoneMember,
  MEMBERS_SEEN_MAX,
  type MemberSeen,
  type MembershipTold,
  type MembersSeen,
  ROUND_TRIPS_TOLD_MAX,
  type RoundTripsTold,
  STATES_TOLD_MAX,
} from '@/common/domain/membership-told';
import { DOCUMENT_LENGTH_MAX } from '@/common/domain/node-document';
import { ANSWER_LENGTH_MAX } from '@/common/protocol/question';
import type { Membership } from '../gossip/membership';

/** Characters, with room for the rest of the document or the answer. */
const GONE_LENGTH_MAX = DOCUMENT_LENGTH_MAX / 2;
const ACCUSATIONS_TOLD = 4;
const HELPERS_TOLD = 4;
const SEEN_LENGTH_MAX = ANSWER_LENGTH_MAX - 2_000;

/** How this agent sees the cluster; off for one that does not gossip. */
export function membershipDocument(membership: Membership | undefined): MembershipTold {
  if (membership === undefined) return { gossip: 'off' };
  const { card } = membership.self;
  const members = membership.members();
  const gone = members
    .filter(({ state }) => state !== 'alive')
    .sort((a, b) => b.sinceMs - a.sinceMs);
  return {
    gossip: 'on',
    zone: card.zone,
    isRelay: card.isRelay,
    incarnation: card.incarnation,
    addresses: card.addresses,
    digest: membership.digest(),
    counts: countsOf(members),
    states: statesOf(gone),
    gone: fitting(gone.slice(0, GONE_TOLD_MAX).flatMap(goneOf), GONE_LENGTH_MAX),
  };
}

/** Whom this agent reached itself since then, the last first. */
export function roundTripsDocument(
  membership: Membership | undefined,
  sinceWallMs: number,
): RoundTripsTold {
  const heard = (membership?.members() ?? [])
    .filter(({ heardMs, state }) => state === 'alive' && (heardMs ?? 0) >= sinceWallMs)
    .sort((a, b) => (b.heardMs ?? 0) - (a.heardMs ?? 0));
  const told = heard.flatMap(({ card, roundTripMs }) =>
    roundTripMs === null ? [] : [[card.id, rounded(roundTripMs)] as const],
  );
  return { ms: Object.fromEntries(told.slice(0, ROUND_TRIPS_TOLD_MAX)) };
}

/** Its list, for who asks: where it is too long, those that are alive are left out first. */
export function membersSeenBy(membership: Membership): MembersSeen {
  const members = membership.members();
  const isAlive = ({ state }: MemberView) => Number(state === 'alive');
  const worstFirst = [...members].sort((a, b) => isAlive(a) - isAlive(b));
  const shown = fitting(worstFirst.slice(0, MEMBERS_SEEN_MAX).map(seenOf), SEEN_LENGTH_MAX);
  return {
    digest: membership.digest(),
    members: shown,
    leftOut: members.length - shown.length,
  };
}

/** The first of them, as many as fit as JSON. */
function fitting<Item>(items: readonly Item[], lengthMax: number): Item[] {
  let length = 0;
  const end = items.findIndex((item) => {
    length += JSON.stringify(item).length + 1;
    return length > lengthMax;
  });
  return items.slice(0, end === -1 ? items.length : end);
}

function goneOf({ card, state, sinceMs, accusations }: MemberView): GoneMember[] {
  if (state === 'alive') return [];
  const { id, name, zone, incarnation } = card;
  const told = accusations
    .slice(0, ACCUSATIONS_TOLD)
    .map((one) => ({ ...one, helpers: one.helpers.slice(0, HELPERS_TOLD) }));
  return [{ id, name, zone, state, sinceMs, incarnation, accusations: told }];
}

function statesOf(gone: readonly MemberView[]) {
  const shown = gone.slice(0, STATES_TOLD_MAX);
  const idsOf = (state: MemberState) =>
    shown.filter((one) => one.state === state).map(({ card }) => card.id);
  return { suspect: idsOf('suspect'), dead: idsOf('dead'), left: idsOf('left') };
}

function seenOf({ card, state, sinceMs, roundTripMs, heardMs, accusations }: MemberView) {
  const { id, name, zone, incarnation } = card;
  const accusers = accusations.slice(0, 8).map(({ accuser }) => accuser);
  return {
    ...{ id, name, zone, incarnation, state, sinceMs, heardMs, accusers },
    roundTripMs: roundTripMs === null ? null : rounded(roundTripMs),
  } satisfies MemberSeen;
}

function countsOf(members: readonly MemberView[]): Record<MemberState, number> {
  const counts = { alive: 0, suspect: 0, dead: 0, left: 0 };
  for (const { state } of members) counts[state] += 1;
  return counts;
}

/** To a hundredth of a millisecond. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
