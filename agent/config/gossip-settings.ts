import { isIP } from 'node:net';
import { z } from 'zod';
import { duration, oneOf, setting, yesOrNo } from './setting-forms';
import { parseSocketAddress, type SocketAddress } from './socket-address';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SEEDS_MAX = 64;

const PROFILES = ['lan', 'wan', 'local'] as const;
const RELAY_WISHES = ['auto', 'always', 'never'] as const;

export type GossipProfile = (typeof PROFILES)[number];
export type RelayWish = (typeof RELAY_WISHES)[number];

const ownAddress = setting(
  'an address of this machine with or without a port, such as 192.0.2.7, 0.0.0.0:6768 or [2001:db8::7]:6768',
  (value) => {
    const address = typeof value === 'string' ? parseSocketAddress(value) : undefined;
    return address === undefined || isIP(address.host) === 0 ? undefined : address;
  },
);

const shownAddress = setting(
  'an address that others reach, with or without a port, such as 192.0.2.7 or [2001:db8::7]:6768',
  (value) => {
    const address = typeof value === 'string' ? parseSocketAddress(value) : undefined;
    const isReachable = address !== undefined && isIP(address.host) !== 0;
    return isReachable && !isUnspecified(address.host) ? address : undefined;
  },
);

/** A list in a file; with commas between on a command line and in the environment. */
const seeds = setting(
  `at most ${SEEDS_MAX} addresses or names with or without a port, such as 192.0.2.7 or db-1.example.org:6768`,
  (value) => {
    const words = typeof value === 'string' ? value.split(',').map((word) => word.trim()) : value;
    if (words === null || value === '') return [];
    if (!Array.isArray(words) || words.length > SEEDS_MAX) return undefined;
    const isSeed = (word: unknown): word is string =>
      typeof word === 'string' && parseSocketAddress(word) !== undefined;
    return words.every(isSeed) ? [...new Set(words)] : undefined;
  },
);

/** How this agent takes part in the cluster; each may be left out. */
export const gossipSettings = z.strictObject({
  enabled: yesOrNo.optional().describe('Whether this agent gossips with others; true.'),
  listen: ownAddress
    .optional()
    .describe(
      'Where it listens, by UDP and TCP: all addresses, port 6768, with a zone key; 127.0.0.1 without.',
    ),
  advertise: shownAddress
    .optional()
    .describe('Where others reach it, when that is not an address of its own, as behind NAT.'),
  seeds: seeds.optional().describe('Members to join at the start, by address or name.'),
  detect: yesOrNo
    .optional()
    .describe(
      'Whether it looks on the local network for a member to join while it is alone; false.',
    ),
  profile: oneOf(PROFILES)
    .optional()
    .describe('How far members are apart: lan; wan, for slow links; local, for one machine.'),
  relay: oneOf(RELAY_WISHES)
    .optional()
    .describe('Whether it may speak for its zone to others: auto, always, never; auto.'),
  forgetAfter: duration({ minMs: HOUR_MS, maxMs: 365 * DAY_MS })
    .optional()
    .describe('How long a dead member is kept in the list; 72h.'),
});

type GossipSettings = z.infer<typeof gossipSettings>;

/** How this agent takes part in the cluster. */
export interface GossipChoice {
  readonly isEnabled: boolean;
  /** Null where nobody said so: it then follows from the zone's key. */
  readonly listen: SocketAddress | null;
  readonly advertise: SocketAddress | null;
  /** `host` or `host:port`, as they were written. */
  readonly seeds: readonly string[];
  /** While alone it looks on the local network for a member to join. */
  readonly isDetecting: boolean;
  readonly profile: GossipProfile;
  readonly relay: RelayWish;
  readonly forgetAfterMs: number;
}

/** @param layers the strongest first, the defaults last */
export function resolveGossip(layers: readonly (GossipSettings | undefined)[]): GossipChoice {
  const first = <Value>(pick: (layer: GossipSettings) => Value | undefined): Value | undefined =>
    layers
      .map((layer) => (layer === undefined ? undefined : pick(layer)))
      .find((value) => value !== undefined);
  return {
    isEnabled: first(({ enabled }) => enabled) ?? true,
    listen: first(({ listen }) => listen) ?? null,
    advertise: first(({ advertise }) => advertise) ?? null,
    seeds: first((layer) => layer.seeds) ?? [],
    isDetecting: first(({ detect }) => detect) ?? false,
    profile: first(({ profile }) => profile) ?? 'lan',
    relay: first(({ relay }) => relay) ?? 'auto',
    forgetAfterMs: first(({ forgetAfter }) => forgetAfter) ?? 72 * HOUR_MS,
  };
}

function isUnspecified(host: string): boolean {
  return /^(0\.0\.0\.0|[0:]+)$/.test(host);
}
