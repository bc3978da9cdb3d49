/** What a relay carries for others at most. */
export interface TunnelLimits {
  readonly streams: number;
  /** Of one asker. */
  readonly streamsEach: number;
  /** Both ways together, of one stream; then it is closed, and its agent opens another. */
  readonly streamBytes: number;
  /** Without a byte in either direction. An agent reports every ten seconds. */
  readonly idleMs: number;
  /** Relays behind one another. */
  readonly hops: number;
}

export const TUNNEL_LIMITS: TunnelLimits = {
  streams: 256,
  streamsEach: 4,
  streamBytes: 2 ** 32,
  idleMs: 90_000,
  hops: 4,
};
