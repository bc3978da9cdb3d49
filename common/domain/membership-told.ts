import { z } from 'zod';
import { accusation, MEMBER_STATES, memberCard, memberId, zoneName } from './member';
import { moment } from './moment';
import { machineText } from './text';

export const GONE_TOLD_MAX = 32;
export const STATES_TOLD_MAX = 1_000;
export const ROUND_TRIPS_TOLD_MAX = 64;

const members = z.number().int().min(0).max(1_000_000);

/** A member that somebody does not hold for alive, and why. */
export const goneMember = z.strictObject({
  id: memberId,
  name: machineText(128, 1),
  zone: zoneName,
  state: z.enum(MEMBER_STATES).exclude(['alive']),
  /** By the clock of whoever tells it. */
  sinceMs: moment,
  incarnation: memberCard.shape.incarnation,
  accusations: z.array(accusation).max(8),
});

export type GoneMember = z.infer<typeof goneMember>;

const ids = z.array(memberId).max(STATES_TOLD_MAX);

/** How one agent sees the cluster: told whole when it has changed. */
export const membershipTold = z.discriminatedUnion('gossip', [
  z.strictObject({ gossip: z.literal('off') }),
  z.strictObject({
    gossip: z.literal('on'),
    zone: zoneName,
    isRelay: z.boolean(),
    /** Of its own card. */
    incarnation: memberCard.shape.incarnation,
    addresses: memberCard.shape.addresses,
    /** 64 bits over ids and states of its zone: who has the same sees the same. */
    digest: z.string().regex(/^[0-9a-f]{1,16}$/),
    counts: z.strictObject({ alive: members, suspect: members, dead: members, left: members }),
    /** Those that are not alive, by state, each the newest first; as many as fit. */
    states: z.strictObject({ suspect: ids, dead: ids, left: ids }),
    /** The same with the evidence, the newest of all first; fewer of them. */
    gone: z.array(goneMember).max(GONE_TOLD_MAX),
  }),
]);

export type MembershipTold = z.infer<typeof membershipTold>;
export type MembershipOn = Extract<MembershipTold, { gossip: 'on' }>;

/** Members that answered this agent within the last minute, with the smoothed time that it took. */
export const roundTripsTold = z.strictObject({
  ms: z
    .record(memberId, z.number().min(0).max(86_400_000))
    .refine((ms) => Object.keys(ms).length <= ROUND_TRIPS_TOLD_MAX, 'too many members'),
});

export type RoundTripsTold = z.infer<typeof roundTripsTold>;

/** What an agent answers to the question for its members: one of its list, short. */
export const memberSeen = z.strictObject({
  id: memberId,
  name: machineText(128, 1),
  zone: zoneName,
  state: z.enum(MEMBER_STATES),
  sinceMs: moment,
  incarnation: memberCard.shape.incarnation,
  roundTripMs: z.number().min(0).nullable(),
  heardMs: moment.nullable(),
  /** Who holds it for gone. */
  accusers: z.array(memberId).max(16),
});

export type MemberSeen = z.infer<typeof memberSeen>;

export const MEMBERS_SEEN_MAX = 1_000;

/** An agent's own list; `leftOut` of it did not fit. */
export const membersSeen = z.strictObject({
  digest: z.string().max(16),
  members: z.array(memberSeen).max(MEMBERS_SEEN_MAX),
  leftOut: members,
});

export type MembersSeen = z.infer<typeof membersSeen>;
