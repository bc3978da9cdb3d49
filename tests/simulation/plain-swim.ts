import { type GossipConfig, LAN } from '@/agent/gossip/config';

/** LAN without what Lifeguard adds to SWIM, and without what we add to that. */
export const PLAIN_SWIM: GossipConfig = {
  ...LAN,
  awarenessMax: 0,
  confirmationsExpected: 0,
  witnessesExpected: 0,
  hasBuddy: false,
  graceMs: 0,
};
