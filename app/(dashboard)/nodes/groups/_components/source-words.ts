import type { GroupSource } from '@/common/domain/detection';
import { GROUP_SOURCES } from '@/common/domain/detection';
import type { SourceCounts } from '@/common/domain/group-view';
import { formatCount } from '@/common/format';

/** How each reason reads, and what it means. */
export const SOURCE_WORDS: Readonly<Record<GroupSource, { word: string; help: string }>> = {
  given: { word: 'given', help: 'People gave it, on the page of the node or with its join token.' },
  configured: { word: 'configured', help: 'The configuration of its agent names it.' },
  detected: { word: 'detected', help: 'A detector’s rule holds on it.' },
  hosting: { word: 'hosting', help: 'Whoever runs its hardware says so, such as tags of a cloud.' },
};

/** `10 detected, 2 given`; the most common first. */
export function sourcesInWords(counts: SourceCounts): string {
  return GROUP_SOURCES.filter((source) => counts[source] > 0)
    .sort((one, other) => counts[other] - counts[one])
    .map((source) => `${formatCount(counts[source])} ${SOURCE_WORDS[source].word}`)
    .join(', ');
}
