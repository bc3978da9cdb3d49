import type { DetectorState, ExplainedGroup } from '@/common/domain/detection';
import { ExpressionError } from '@/common/expression/fault';
import type { Surroundings } from '@/common/expression/frame';
import type { Template } from '@/common/expression/template';
import { isTrue, Missing } from '@/common/expression/values';
import { type CompiledDetector, groupsIn } from './compiled-detector';

/** What one run of a detector found. */
export interface Detected {
  readonly state: Exclude<DetectorState, 'pending'>;
  /** Why it is in error, what was missing, or which name cannot be one; else empty. */
  readonly reason: string;
  readonly gives: readonly string[];
  /** Something was missing, or went wrong: it may give more as soon as that is known. */
  readonly isPartial: boolean;
}

const GIVES_MAX = 64;

export async function evaluateDetector(
  detector: CompiledDetector,
  around: Surroundings,
): Promise<Detected> {
  try {
    const value = await detector.condition.resolve(around);
    if (value instanceof Missing) return without('not-matched', value.reason, true);
    if (!isTrue(value)) return without('not-matched', '', false);
    return matched(detector.groups.map((template) => explainGroup(template, around)));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return without('error', error.sentence, true);
  }
}

/** What one of a detector's groups comes to. */
export function explainGroup(template: Template, around: Surroundings): ExplainedGroup {
  const { text } = template;
  try {
    const filled = template.fill(around);
    if (filled instanceof Missing) return { text, gives: [], problem: filled.reason };
    const { names, wrong } = groupsIn(filled);
    return { text, gives: names, problem: wrong.join('; ') };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { text, gives: [], problem: error.sentence };
  }
}

function matched(groups: readonly ExplainedGroup[]): Detected {
  const problems = groups.filter(({ problem }) => problem !== '');
  const gives = [...new Set(groups.flatMap((group) => group.gives))];
  const tooMany = gives.length - GIVES_MAX;
  const reasons = [
    ...problems.map(({ text, problem }) => `${text}: ${problem}`),
    ...(tooMany > 0 ? [`${tooMany} groups beyond ${GIVES_MAX} are left out`] : []),
  ];
  return {
    state: 'matched',
    reason: reasons.join('; '),
    gives: gives.slice(0, GIVES_MAX),
    isPartial: problems.some((group) => group.gives.length === 0),
  };
}

function without(state: Detected['state'], reason: string, isPartial: boolean): Detected {
  return { state, reason, gives: [], isPartial };
}
