import type { EnrolmentNews } from '@/common/domain/enrolment';

/** What became of a machine that came with a token. */
export interface Arrival extends Pick<EnrolmentNews, 'nodeId' | 'name'> {
  readonly kind: 'enrolled' | 'pending' | 'quarantined' | 'refused';
}

type News = Pick<EnrolmentNews, 'kind' | 'nodeId' | 'name'>;

/** The machines so far, each as it was told last; in the order in which they came. */
export function arrivalsWith(known: readonly Arrival[], news: News): readonly Arrival[] {
  const { nodeId, name } = news;
  if (news.kind === 'removed') return known.filter((one) => one.nodeId !== nodeId);
  const kind = ARRIVALS[news.kind];
  if (kind === undefined) return known;
  const arrival = { kind, nodeId, name };
  return known.some((one) => one.nodeId === nodeId)
    ? known.map((one) => (one.nodeId === nodeId ? arrival : one))
    : [...known, arrival];
}

/** Left out is what says nothing of whether it is let in. */
const ARRIVALS: Readonly<Partial<Record<EnrolmentNews['kind'], Arrival['kind']>>> = {
  enrolled: 'enrolled',
  pending: 'pending',
  quarantined: 'quarantined',
  refused: 'refused',
  settled: 'enrolled',
  revoked: 'refused',
};
