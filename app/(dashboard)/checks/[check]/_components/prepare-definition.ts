import type { CheckCard } from '@/common/domain/check-told';
import { formatDuration } from '@/common/duration';

export interface DefinitionLine {
  readonly key: string;
  readonly value: string;
}

/** A check as its file says it, line by line, in the file's own words. */
export function definitionLines(card: CheckCard): DefinitionLine[] {
  const { expressions, command, group, intervalMs, attempts, forMs, expectEveryMs } = card;
  const lines: (readonly [key: string, value: string | false])[] = [
    ['summary', card.summary],
    ['if_group', group],
    ...expressions.map(({ key, text }) => [key, text] as const),
    ['run', command.join(' ')],
    ['passive', card.way === 'passive' && 'true'],
    ['interval', intervalMs > 0 && formatDuration(intervalMs)],
    ['expect_every', expectEveryMs !== null && formatDuration(expectEveryMs)],
    ['attempts', String(attempts)],
    ['for', forMs > 0 && formatDuration(forMs)],
  ];
  return lines.flatMap(([key, value]) => (value === false || value === '' ? [] : [{ key, value }]));
}
