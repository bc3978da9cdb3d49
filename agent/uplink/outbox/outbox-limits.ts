/** How much is kept for a server that is away. */
export interface OutboxLimits {
  /** On disk. More of it bridges a longer outage: about 8 KB every 10 s is 64 MiB a day. */
  readonly bytes: number;
  /** Samples older than this are given up. */
  readonly ageMs: number;
  /** In memory, while the disk takes nothing. */
  readonly memoryBytes: number;
  /** A segment is closed at this size: what is read, stripped and removed at a time. */
  readonly segmentBytes: number;
}

const MEBIBYTE = 1_048_576;
const DAY_MS = 86_400_000;

export const OUTBOX_LIMITS: OutboxLimits = {
  bytes: 64 * MEBIBYTE,
  ageMs: 7 * DAY_MS,
  memoryBytes: 4 * MEBIBYTE,
  segmentBytes: MEBIBYTE,
};
