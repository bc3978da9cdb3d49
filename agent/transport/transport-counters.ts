/** Why something that arrived went no further. */
export const DROP_CAUSES = [
  /** Too short for any frame. */
  'short',
  /** No frame of ours: a scan, another program. */
  'foreign',
  /** A version of frames that is not spoken here. */
  'version',
  /** Sealed with a key that is not known here, or retired. */
  'unknown-key',
  /** Not sealed where seals are asked for, or sealed where there is no key. */
  'unsealed',
  /** Taken before. */
  'replayed',
  /** Of a run of its sender before the one that is known. */
  'stale',
  /** Damaged, or sealed by somebody without the key. */
  'forged',
  /** Our own, sent back. */
  'own',
  /** Authentic, and no message. */
  'malformed',
  /** Larger than anything we send. */
  'too-large',
  /** From beyond this machine, without a key. */
  'not-loopback',
  /** More streams at once than are taken. */
  'too-many',
  /** A stream that did not say all in time. */
  'slow',
] as const;

export type DropCause = (typeof DROP_CAUSES)[number];

/** What passed since the transport was opened. Bytes are payload of UDP and TCP. */
export class TransportCounters {
  packetsIn = 0;
  packetsOut = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Streams that others opened, and that this agent did. */
  streamsIn = 0;
  streamsOut = 0;
  streamBytesIn = 0;
  streamBytesOut = 0;
  /** Datagrams that this machine did not take, such as to a network without a route. */
  sendErrors = 0;
  readonly dropped: Readonly<Record<DropCause, number>>;
  readonly #dropped: Record<DropCause, number>;

  constructor() {
    this.#dropped = Object.fromEntries(
      DROP_CAUSES.map((cause) => [cause, 0]),
    ) as typeof this.dropped;
    this.dropped = this.#dropped;
  }

  drop(cause: DropCause): void {
    this.#dropped[cause] += 1;
  }
}
