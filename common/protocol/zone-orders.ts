import { z } from 'zod';
import { gossipAddress, memberId, zoneName } from '../domain/member';
import { bytes } from './session';

export const PEERS_MAX = 16;
const ZONES_MAX = 1_024;
const RINGS_MAX = 256;
const KEYS_MAX = 8;
const HELD_MAX = RINGS_MAX * KEYS_MAX;

/** What an agent says of itself before it is told about its zone. */
export const gossipSelf = z.strictObject({
  /** Whether it may speak for its zone to others: then it needs the keys of the zones below. */
  mayRelay: z.boolean(),
  /** Where it gossips, for others to find it; none for one that does not. */
  addresses: z.array(gossipAddress).max(4),
});

export type GossipSelf = z.infer<typeof gossipSelf>;

const ringKey = z.strictObject({
  bytes: bytes(32),
  /** `accept`: take what is sealed with it; `use`: seal with it too. */
  state: z.enum(['accept', 'use']),
});

export type RingKey = z.infer<typeof ringKey>;

/** What a server tells one agent of the zones; secret, since it holds keys. */
export const zoneOrders = z.strictObject({
  /** Where the agent belongs. */
  zone: zoneName,
  /** As far as it may see: its own zone, all below, and those above up to the top. */
  zones: z.array(z.strictObject({ name: zoneName, parent: zoneName.nullable() })).max(ZONES_MAX),
  /** The keys of its own zone, and of those that stand in it directly when it may relay. */
  rings: z
    .array(z.strictObject({ zone: zoneName, keys: z.array(ringKey).min(1).max(KEYS_MAX) }))
    .max(RINGS_MAX),
  /** Others to begin with. */
  peers: z.array(z.strictObject({ id: memberId, address: gossipAddress })).max(PEERS_MAX),
});

export type ZoneOrders = z.infer<typeof zoneOrders>;

/** What an agent has of what it was told, and how it stands itself; again when either changes. */
export const zonesTaken = z.strictObject({
  /** The keys that lie on its disk, each as `zone key-id state`. */
  held: z.array(z.string().max(128)).max(HELD_MAX),
  self: gossipSelf,
});

export type ZonesTaken = z.infer<typeof zonesTaken>;

/** One line of `zonesTaken`. @param id eight hexadecimal digits */
export function heldKey(zone: string, id: string, state: RingKey['state']): string {
  return `${zone} ${id} ${state}`;
}
