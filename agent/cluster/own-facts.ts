import type { CheckCounts } from '@/common/domain/check-counts';
import type { GossipChoice } from '../config/gossip-settings';
import type { CardFacts } from '../gossip/gossip-deps';
import { relayFacts } from '../gossip/relay-election';

/** What the agent knows of itself that its card tells. */
export interface OwnFacts {
  /** As people call it. */
  readonly name: string;
  readonly hostname: string;
  readonly groups: readonly string[];
  /** Ids of the roles that apply. */
  readonly roles: readonly string[];
  readonly checks: CheckCounts;
  readonly agentVersion: string;
}

const NAME_LENGTH_MAX = 128;
const HOSTNAME_LENGTH_MAX = 255;

export interface OwnPlace {
  readonly zone: string;
  readonly addresses: readonly string[];
  readonly relay: GossipChoice['relay'];
  /** Among those that speak for the zone while nobody is configured to. */
  readonly isElected: boolean;
}

/** The card of this agent, as far as the protocol does not know it by itself. */
export function cardFacts(
  own: OwnFacts,
  { zone, addresses, relay, isElected }: OwnPlace,
): CardFacts {
  return {
    name: own.name.slice(0, NAME_LENGTH_MAX),
    hostname: own.hostname.slice(0, HOSTNAME_LENGTH_MAX),
    addresses: [...addresses],
    zone,
    groups: [...own.groups],
    ...relayFacts(relay, isElected),
    roles: [...own.roles],
    checks: own.checks,
    agentVersion: own.agentVersion,
  };
}
