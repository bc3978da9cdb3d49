/**
 * Ends with the run or after so long: sooner than the run is abandoned, so that a service which
 * hangs is told as such, and not as a collector that does.
 */
export function timeLimit(signal: AbortSignal, limitMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
}
