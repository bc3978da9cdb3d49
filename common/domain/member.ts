import { z } from 'zod';
import { CHECK_STATES } from './check';
import { groupName } from './desired-state';
import { moment } from './moment';
import { machineText } from './text';

/**
 * What one agent believes of another. `suspect`: somebody did not reach it, and it may still prove
 * itself; `dead`: nobody did in time; `left`: it said that it goes.
 */
export const MEMBER_STATES = ['alive', 'suspect', 'dead', 'left'] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

export const memberId = z.string().regex(/^[a-z2-7]{26}$/, 'expected the id of a node');

export const zoneName = groupName;

/** The zone of whoever was told of none. */
export const DEFAULT_ZONE = 'default';

/** Where an agent gossips, for UDP and TCP alike: `192.0.2.7:6768`, `[2001:db8::7]:6768`. */
export const gossipAddress = machineText(64, 3);

export const GOSSIP_PORT = 6768;

const count = z.number().int().min(0).max(1_000_000);

/**
 * What a member says of itself: signed by its own key, carried by everybody, believed from nobody
 * else. At most `CARD_BYTES_MAX` as it is signed.
 */
export const memberCard = z.strictObject({
  id: memberId,
  /** Raised by the member alone: to refute an accusation, or because its card changed. */
  incarnation: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** When this run of its agent began, by its own clock. Of two that show one id the later goes on. */
  bootEpochMs: moment,
  /** What people call it: display name, configured name or host name. */
  name: machineText(128, 1),
  hostname: machineText(255, 1),
  /** The first is tried first. */
  addresses: z.array(gossipAddress).min(1).max(4),
  zone: zoneName,
  /** All groups, as far as they fit; `groupsLeftOut` of them did not. */
  groups: z.array(machineText(128, 1)).max(256),
  groupsLeftOut: count,
  /** It speaks for its zone with the zones above and below, and passes reports on. */
  isRelay: z.boolean(),
  /** It may be made one. */
  canRelay: z.boolean(),
  /** Roles of packs that apply to it, by id. */
  roles: z.array(machineText(200, 1)).max(64),
  /** Its checks by state; told again at most every few seconds. */
  checks: z.strictObject(
    Object.fromEntries(CHECK_STATES.map((state) => [state, count])) as Record<
      (typeof CHECK_STATES)[number],
      typeof count
    >,
  ),
  agentVersion: machineText(64, 1),
  /** The versions of gossip that it speaks, lowest and highest. */
  protocol: z.tuple([z.number().int().min(1).max(255), z.number().int().min(1).max(255)]),
});

export type MemberCard = z.infer<typeof memberCard>;

export const CARD_BYTES_MAX = 8_192;

/**
 * How a probe failed. `no-answer`: neither itself nor its helpers heard of it; `refused`: its machine
 * answers, its agent does not; `told`: the accuser had it from elsewhere.
 */
export const PROBE_FAILURES = ['no-answer', 'refused', 'told'] as const;

/** Why one member holds another for gone: signed by the accuser. */
export const accusation = z.strictObject({
  subject: memberId,
  /** Of the subject; a higher one refutes it. */
  incarnation: memberCard.shape.incarnation,
  accuser: memberId,
  /** By the accuser's clock. */
  atMs: moment,
  failure: z.enum(PROBE_FAILURES),
  /** Who was asked to probe it as well, and did not reach it either. */
  helpers: z.array(memberId).max(8),
});

export type Accusation = z.infer<typeof accusation>;

/** What an agent knows of one member, and by which evidence. */
export interface MemberView {
  readonly card: MemberCard;
  readonly state: MemberState;
  /** By this agent's wall clock. */
  readonly sinceMs: number;
  /** Who holds it for gone, oldest first; empty for one that is alive or left by itself. */
  readonly accusations: readonly Accusation[];
  /** When it last answered this agent itself; null for never. */
  readonly heardMs: number | null;
  /** Of the last probes of it by this agent, smoothed (RFC 6298 §2); null before the first. */
  readonly roundTripMs: number | null;
}

export const memberChange = z.strictObject({
  atMs: moment,
  id: memberId,
  name: machineText(128, 1),
  zone: zoneName,
  change: z.enum([
    'joined',
    'suspected',
    'refuted',
    'died',
    'returned',
    'left',
    'forgotten',
    'renamed',
    'zone-changed',
    'relay-changed',
    'groups-changed',
    'twice',
  ]),
  /** `alive → suspect`, `db, web → db`: in words, without the name; empty where nothing is to say. */
  detail: machineText(512),
  incarnation: memberCard.shape.incarnation,
  accusations: z.array(accusation).max(8),
});

/** One line of the membership's history. */
export type MemberChange = z.infer<typeof memberChange>;

/** An event of people or packs, flooded to the whole zone. */
export const clusterEvent = z.strictObject({
  /** Unique: 16 random bytes, hexadecimal. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  type: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, 'expected a word such as deploy'),
  payload: machineText(512),
  from: memberId,
  /** By the sender's clock. */
  atMs: moment,
});

export type ClusterEvent = z.infer<typeof clusterEvent>;
