import type { ResultState } from './check';

/** Results that are looked back on, as Nagios does. */
export const FLAP_RESULTS = 21;

const WEIGHT_OLDEST = 0.75;
const WEIGHT_NEWEST = 1.25;

/**
 * How much of the last results were changes, newer ones weighing more: 100 when each of 21 differs
 * from the one before. The weights are those of Nagios (`base/flapping.c`: 0.75 for the oldest
 * change to 1.25 for the newest); its documentation of flap detection describes the same.
 * @param recent oldest first; what is missing of 21 counts as no change
 */
export function changePercent(recent: readonly ResultState[]): number {
  const pairs = FLAP_RESULTS - 1;
  const first = FLAP_RESULTS - recent.length;
  let weighted = 0;
  for (let at = 1; at < recent.length; at++) {
    if (recent[at] === recent[at - 1]) continue;
    const place = first + at - 1;
    weighted += WEIGHT_OLDEST + (place * (WEIGHT_NEWEST - WEIGHT_OLDEST)) / (pairs - 1);
  }
  return (100 * weighted) / pairs;
}
