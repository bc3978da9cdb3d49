import { CHECK_STATES, type CheckState, isProblem } from './check';

/** Worst first: the place in the list is the rank that pages sort by. */
export const CHECK_STATES_BY_RANK = [
  'critical',
  'warning',
  'unknown',
  'stale',
  'pending',
  'ok',
] as const satisfies readonly CheckState[];

/** What asks for a person, worst first. */
export const PROBLEM_STATES: readonly CheckState[] = CHECK_STATES_BY_RANK.filter(isProblem);

/** How many checks stand how. */
export type CheckCounts = Readonly<Record<CheckState, number>>;

export const NO_CHECKS: CheckCounts = countsOf([]);

export function rankOf(state: CheckState): number {
  return CHECK_STATES_BY_RANK.indexOf(state);
}

/** @param counts one for each rank; those that are not there are none */
export function countsOf(counts: readonly number[]): CheckCounts {
  const told = CHECK_STATES.map((state) => [state, counts[rankOf(state)] ?? 0]);
  return Object.fromEntries(told) as CheckCounts;
}

export function sumOfCounts(
  counts: CheckCounts,
  states: readonly CheckState[] = CHECK_STATES,
): number {
  return states.reduce((sum, state) => sum + counts[state], 0);
}

/** @returns nothing where there is no check */
export function worstOf(counts: CheckCounts): CheckState | undefined {
  return CHECK_STATES_BY_RANK.find((state) => counts[state] > 0);
}
