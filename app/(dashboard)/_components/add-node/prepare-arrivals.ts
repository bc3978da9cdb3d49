import type { EnrolmentNews } from '@/common/domain/enrolment';

/** What became of a machine that came with a token. */
export type Arrival = Pick<EnrolmentNews, 'kind' | 'nodeId' | 'name'>;

/** The machines so far, each as it was told last; in the order in which they came. */
export function arrivalsWith(known: readonly Arrival[], news: Arrival): readonly Arrival[] {
  const { kind, nodeId, name } = news;
  const arrival = { kind, nodeId, name };
  return known.some((one) => one.nodeId === nodeId)
    ? known.map((one) => (one.nodeId === nodeId ? arrival : one))
    : [...known, arrival];
}
