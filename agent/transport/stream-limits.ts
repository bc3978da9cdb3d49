/** What strangers may take of a member by streams, before and after it knows who they are. */
export const STREAM_LIMITS = {
  /** Opened by others, at once. */
  streams: 16,
  /** Of those, from one address. */
  streamsEach: 3,
  /** From the first byte to the last. */
  totalMs: 10_000,
  questionBytes: 2 * 1024 * 1024,
  answerBytes: 4 * 1024 * 1024,
};

export type StreamLimits = typeof STREAM_LIMITS;
