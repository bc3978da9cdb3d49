import type { MemberCard, MemberChange } from '@/common/domain/member';

type Difference = readonly [change: MemberChange['change'], detail: string];

/** What people may want to know of a card that took the place of another. */
export function differences(before: MemberCard, after: MemberCard): Difference[] {
  const found: Difference[] = [];
  if (before.name !== after.name) found.push(['renamed', `${before.name} → ${after.name}`]);
  if (before.zone !== after.zone) found.push(['zone-changed', `${before.zone} → ${after.zone}`]);
  if (before.isRelay !== after.isRelay) {
    found.push(['relay-changed', after.isRelay ? 'became a relay' : 'is a relay no more']);
  }
  const [was, is] = [before.groups, after.groups].map((groups) => groups.toSorted().join(', '));
  if (was !== is) found.push(['groups-changed', `${was} → ${is}`]);
  return found;
}
