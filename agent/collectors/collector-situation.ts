import { type CollectorStatus, STATUS_TEXT_MAX } from '@/common/domain/collector';
import { formatDuration } from '@/common/duration';
import { DEFAULT_TIMEOUT_MS, type RunResult } from './collector-run';
import type { Collector } from './define-collector';

/** How things stand with a collector: the state, why, and what to do about it. */
export type Situation = Pick<CollectorStatus, 'state' | 'reason' | 'fix'>;

export const NOT_RUN_YET: Situation = { state: 'pending', reason: 'not run yet', fix: '' };

/** What a run's result means for the collector. */
export function situationOf(result: RunResult, collector: Collector): Situation {
  switch (result.kind) {
    case 'data':
      return { state: 'ok', reason: '', fix: '' };
    case 'not-eligible':
      return { state: 'not-eligible', reason: result.reason, fix: '' };
    case 'missing-configuration':
      return { state: 'missing-configuration', reason: result.reason, fix: result.fix };
    case 'error':
      return { state: 'error', reason: result.reason, fix: collector.fix ?? '' };
    case 'abandoned':
      return {
        state: 'error',
        reason: `a run took longer than ${formatDuration(collector.timeoutMs ?? DEFAULT_TIMEOUT_MS)} and was abandoned`,
        fix: collector.fix ?? HANG_FIX,
      };
  }
}

const HANG_FIX =
  'See what it waits for: a file system or a device that does not answer. It runs again once that run has ended.';

/** As long as a status may carry. */
export function cut(field: keyof typeof STATUS_TEXT_MAX, text: string): string {
  const lengthMax = STATUS_TEXT_MAX[field];
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
