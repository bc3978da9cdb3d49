import type { NodeRow } from '@/common/domain/node';
import { formatPlural } from '@/common/format';
import { countStandings } from './fleet-view';

/** What there is to say when nothing asks for a person. */
export function calmWords(nodes: readonly NodeRow[], nowMs: number): string {
  const { pending } = countStandings(nodes, nowMs);
  if (pending === 0)
    return 'Nothing. Every node reports, every check is well, every collector works.';
  const those = formatPlural(pending, 'node has', 'nodes have');
  return `Nothing so far. ${those} not reported yet.`;
}
