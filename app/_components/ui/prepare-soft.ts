import type { SoftResult } from '@/common/domain/check-view';
import { formatDuration } from '@/common/duration';
import { CHECK_STATUS } from './check-status';

/**
 * What results that do not count yet came to, and what they lack: `critical for 40 s of the 2 min
 * that it takes`, `warning once of 3 times that it takes`.
 */
export function softWords({ state, attempt, ...soft }: SoftResult, nowMs: number): string {
  const word = CHECK_STATUS[state].word.toLowerCase();
  const lacks = [timesOf(attempt, soft.attempts), lastsOf(soft, nowMs)].filter(
    (words) => words !== null,
  );
  if (lacks.length === 0) return `${word}, which does not count yet`;
  return `${word} ${lacks.join(' and ')} that it takes`;
}

function timesOf(attempt: number, attempts: number | null): string | null {
  if (attempts === null || attempt >= attempts) return null;
  return `${attempt === 1 ? 'once' : `${attempt} times`} of the ${attempts} times`;
}

function lastsOf(
  { sinceMs, forMs }: Pick<SoftResult, 'sinceMs' | 'forMs'>,
  nowMs: number,
): string | null {
  if (sinceMs === null || forMs === null || forMs === 0) return null;
  const lastsMs = Math.min(Math.max(1_000, nowMs - sinceMs), forMs);
  return `for ${formatDuration(Math.floor(lastsMs / 1_000) * 1_000)} of the ${formatDuration(forMs)}`;
}
