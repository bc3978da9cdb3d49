import { formatDuration } from '@/common/duration';
import type { ExplainedOrigin } from '@/common/expression/explain';

/** Where a value came from: `collector memory, 3 s before, pack system, level core`. */
export function originWords({ source, ageMs, pack, level }: ExplainedOrigin): string {
  const parts = [
    source,
    ageMs === null ? null : ageWords(ageMs),
    pack === null ? null : `pack ${pack}`,
    level === null ? null : `level ${level}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** What a sentence has room for; the tree below it says the rest. */
export function originInBrief({ source, pack, level }: ExplainedOrigin): string {
  const parts = [pack === null ? source : `pack ${pack}`, level === null ? null : `level ${level}`];
  return parts.filter((part) => part !== null).join(', ');
}

/** The age that the value had when it was looked at. */
function ageWords(ageMs: number): string {
  return ageMs < 1_000 ? 'just measured' : `measured ${formatDuration(ageMs)} before`;
}
