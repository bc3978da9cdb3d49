/** Why a piece of news was not taken in. */
export const DROP_REASONS = [
  /** Its signature is not of whom it should be. */
  'signature',
  /** By somebody who is not known here. */
  'unknown',
  'zone',
  'protocol',
  /** This one accused too many, or too fast, or is held for gone itself. */
  'accuser',
  /** This one told too many events. */
  'sender',
  /** As many members are known as are remembered. */
  'full',
  'expired',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What gossip did since its start, for people who look into it. */
export interface GossipCounters {
  packetsSent: number;
  packetsReceived: number;
  streamsAsked: number;
  streamsAnswered: number;
  probes: number;
  probesFailed: number;
  newsLearned: number;
  newsStale: number;
  /** Accusations of this member that it answered with a higher incarnation. */
  refuted: number;
  /** Members that were suspected here and proved themselves. */
  suspicionsRefuted: number;
  suspicions: number;
  deaths: number;
  readonly dropped: Record<DropReason, number>;
}

export function noCounts(): GossipCounters {
  return {
    packetsSent: 0,
    packetsReceived: 0,
    streamsAsked: 0,
    streamsAnswered: 0,
    probes: 0,
    probesFailed: 0,
    newsLearned: 0,
    newsStale: 0,
    refuted: 0,
    suspicionsRefuted: 0,
    suspicions: 0,
    deaths: 0,
    dropped: {
      signature: 0,
      unknown: 0,
      zone: 0,
      protocol: 0,
      accuser: 0,
      sender: 0,
      full: 0,
      expired: 0,
    },
  };
}
