/** The knobs of the protocol. Take a preset; a field is changed where a test or a network demands it. */
export interface GossipConfig {
  /** One member is probed each interval; all of n within n of them. Longer: less traffic, later news. */
  readonly probeIntervalMs: number;
  /**
   * How long an answer is awaited before helpers are asked. Follows the round trips measured
   * (RFC 6298: smoothed + 4 · deviation) between these two. Lower: crashes are known sooner, and a
   * busy machine is asked for in vain more often.
   */
  readonly probeTimeoutMsMin: number;
  readonly probeTimeoutMsMax: number;
  /** Members that are asked to probe whoever does not answer. */
  readonly helperCount: number;
  /** The highest score of local health: interval and time-out of probes are scaled by 1 + score. */
  readonly awarenessMax: number;
  /** Least time to refute, in intervals: `suspicionFactor · max(1, log10 n) · probeIntervalMs`. */
  readonly suspicionFactor: number;
  /** Most time to refute, in least times: what a lone accuser has to wait. */
  readonly suspicionMaxFactor: number;
  /** Further accusers that bring the most time down to the least; 0 for always the least. */
  readonly confirmationsExpected: number;
  /** How many of a zone probe a fresh suspect themselves, about; 0 for none. */
  readonly witnessesExpected: number;
  /** A suspect is told of its accusers with the next packet that goes to it. */
  readonly hasBuddy: boolean;
  /** What a timer that fires late, because this agent was stopped, waits for packets before it judges. */
  readonly graceMs: number;
  /** While there is news, it goes to `gossipFanout` members each interval, beside what rides on probes. */
  readonly gossipIntervalMs: number;
  readonly gossipFanout: number;
  /**
   * A piece of news is sent `transmitFactor · (1 + ⌈log10(n + 1)⌉)` times by each member, which is how
   * often each hears of it, so about e^-8 of a small zone miss it. Higher: fewer, and more traffic.
   */
  readonly transmitFactor: number;
  /** Two lists are compared this often; above 32 members scaled by 1 + log2(n / 32). */
  readonly exchangeIntervalMs: number;
  /** A question over a stream waits this long for its answer; probes wait for `probeTimeoutMsMax`. */
  readonly exchangeTimeoutMs: number;
  /** Pings to the dead each probe interval, by the whole zone together: how partitions find back. */
  readonly deadPingsExpected: number;
  /** The dead are kept and pinged for this long, who left is remembered so that nobody revives it. */
  readonly deadKeptMs: number;
  readonly leftKeptMs: number;
  /** Whoever is alone asks its seeds again after this long, twice as long each time. */
  readonly rejoinIntervalMsMin: number;
  readonly rejoinIntervalMsMax: number;
  /** A card that changes only in its counts of checks is told at most this often. */
  readonly cardIntervalMs: number;
  readonly eventKeptMs: number;
  /** More are not taken in: what one who holds the zone's key can make others remember is bounded. */
  readonly membersMax: number;
}

const HOUR_MS = 3_600_000;

/** One site: round trips of some milliseconds. */
export const LAN: GossipConfig = {
  probeIntervalMs: 1_000,
  probeTimeoutMsMin: 150,
  probeTimeoutMsMax: 500,
  helperCount: 3,
  awarenessMax: 8,
  suspicionFactor: 2,
  suspicionMaxFactor: 6,
  confirmationsExpected: 3,
  witnessesExpected: 5,
  hasBuddy: true,
  graceMs: 1_000,
  gossipIntervalMs: 200,
  gossipFanout: 3,
  transmitFactor: 4,
  exchangeIntervalMs: 30_000,
  exchangeTimeoutMs: 10_000,
  deadPingsExpected: 2,
  deadKeptMs: 72 * HOUR_MS,
  leftKeptMs: 48 * HOUR_MS,
  rejoinIntervalMsMin: 1_000,
  rejoinIntervalMsMax: 30_000,
  cardIntervalMs: 5_000,
  eventKeptMs: 900_000,
  membersMax: 16_384,
};

/** Sites far apart: round trips of hundreds of milliseconds, and bytes that cost. */
export const WAN: GossipConfig = {
  ...LAN,
  probeIntervalMs: 3_000,
  probeTimeoutMsMin: 500,
  probeTimeoutMsMax: 2_000,
  gossipIntervalMs: 500,
  exchangeIntervalMs: 60_000,
  exchangeTimeoutMs: 30_000,
};

/** Agents on one machine, as in a demonstration. */
export const LOCAL: GossipConfig = {
  ...LAN,
  probeTimeoutMsMin: 100,
  probeTimeoutMsMax: 300,
  gossipIntervalMs: 100,
  exchangeIntervalMs: 15_000,
};
