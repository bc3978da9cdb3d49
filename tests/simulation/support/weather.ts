import type { Random } from '@/common/random';

/** How a network treats a datagram. */
export interface Weather {
  /** Share that never arrives, each way, in [0, 1]. */
  readonly lossRate: number;
  /** Share that arrives twice. */
  readonly duplicateRate: number;
  readonly latencyMsMin: number;
  /** The tail is Pareto's: most take little more than the minimum, a few take very long. */
  readonly tailExponent: number;
  readonly latencyMsMax: number;
}

/** A switch and short cables. */
export const FAIR: Weather = {
  lossRate: 0,
  duplicateRate: 0,
  latencyMsMin: 0.2,
  tailExponent: 1.5,
  latencyMsMax: 20,
};

/** One way. Since each datagram draws its own, they overtake one another. */
export function latencyMs(weather: Weather, random: Random): number {
  const stretched = weather.latencyMsMin * (1 - random.next()) ** (-1 / weather.tailExponent);
  return Math.min(stretched, weather.latencyMsMax);
}

/**
 * How long TCP takes to bring something to the other side and hear that it is there: each of the two
 * may be lost, and each time the sender waits twice as long before it sends again (RFC 6298 §5.5).
 */
export function segmentMs(weather: Weather, random: Random, firstTimeoutMs: number): number {
  let waitedMs = 0;
  const arrives = (1 - weather.lossRate) ** 2;
  for (let timeoutMs = firstTimeoutMs; timeoutMs < 60_000; timeoutMs *= 2) {
    if (random.next() < arrives) break;
    waitedMs += timeoutMs;
  }
  return waitedMs + latencyMs(weather, random);
}
