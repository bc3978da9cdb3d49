import type { DetectedMember } from '../local-api/cluster-api';

/**
 * Whom to join of those that were found: a relay of the own zone, else another of it, else a relay
 * of whatever zone; the same one for everybody who finds the same.
 */
export function chooseSeed(
  found: readonly DetectedMember[],
  zone: string,
): DetectedMember | undefined {
  const rank = ({ zone: of, isRelay }: DetectedMember) => (of === zone ? 2 : 0) + (isRelay ? 1 : 0);
  const [first] = found.toSorted(
    (one, other) => rank(other) - rank(one) || one.address.localeCompare(other.address),
  );
  return first;
}
