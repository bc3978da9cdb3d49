import type { Duplex } from 'node:stream';

/** A member of the cluster that passes connections on to its own server. */
export interface Relay {
  /** Of its node. */
  readonly id: string;
  readonly name: string;
}

/** Whom an agent may ask whose server does not answer it. */
export interface Relays {
  /** Those that are alive now, the best first, never this agent itself. */
  list(): readonly Relay[];
  /**
   * A stream to the server of that relay; what fails, fails on the stream.
   * @param hops relays that it has come through already; 0 for an own connection
   */
  dial(relay: Relay, hops: number): Duplex;
}
