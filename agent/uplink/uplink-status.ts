/** How things stand with the server, for `opsbro agent info` and the agent's log. */
export interface UplinkStatus {
  readonly serverUrl: string | null;
  readonly state: 'off' | 'connecting' | 'connected' | 'refused' | 'waiting';
  /** What the server or the network last said when it is not connected; empty otherwise. */
  readonly reason: string;
  readonly sinceMs: number;
  /** Name of the relay that passes the connection on; null for a direct one, or none. */
  readonly through: string | null;
  readonly outbox: {
    readonly reports: number;
    readonly bytes: number;
    readonly oldestMs: number | null;
    /** Samples given up because the outbox was full or they were too old. */
    readonly droppedSamples: number;
  };
  readonly desiredRevision: number;
  /** Own clock minus the server's at the last session; null before the first. */
  readonly clockSkewMs: number | null;
}
