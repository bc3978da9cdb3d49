import type { GroupMembership } from '@/common/domain/detection';

export interface GroupWhy extends Omit<GroupMembership, 'sinceMs'> {
  /** Tells it apart from the other reasons. */
  readonly key: string;
  /** Null while the node has not told it. */
  readonly sinceMs: number | null;
}

/**
 * Every reason for every group, by group. What people gave stands at the server: what the node told
 * of it says since when, and one that people took away is gone at once.
 */
export function groupsWithWhy(
  given: readonly string[],
  told: readonly GroupMembership[],
): readonly GroupWhy[] {
  const people = given.map((group) => {
    const known = told.find((one) => one.source === 'given' && one.group === group);
    return { group, source: 'given' as const, detector: '', sinceMs: known?.sinceMs ?? null };
  });
  const own = told.filter(({ source }) => source !== 'given');
  return [...people, ...own]
    .map((reason) => ({
      ...reason,
      key: `${reason.group} ${reason.source} ${reason.detector}`,
    }))
    .sort((one, other) => one.group.localeCompare(other.group));
}
