import type { NodeState } from '@/common/domain/node';

/** States where the age of the last report stands beside them. */
export const STATE_WORDS: Readonly<Record<NodeState, string>> = {
  live: 'Live',
  stale: 'No data',
  pending: 'Not reported yet',
};
