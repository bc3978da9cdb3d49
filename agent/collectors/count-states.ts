import { COLLECTOR_STATES, type CollectorState } from '@/common/domain/collector';

/** How many collectors are in each state. */
export function countStates(
  collectors: readonly { readonly state: CollectorState }[],
): Record<CollectorState, number> {
  const counts = Object.fromEntries(COLLECTOR_STATES.map((state) => [state, 0]));
  for (const { state } of collectors) counts[state] = (counts[state] ?? 0) + 1;
  return counts as Record<CollectorState, number>;
}
