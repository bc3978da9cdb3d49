import type { CheckExplanationPart } from '@/common/domain/check-report';
import type { ExplainedNode, Outcome } from '@/common/expression/explain';

/** As `CheckStanding.explanationJson` bounds it. */
const LENGTH_MAX = 16_384;

/** How deep an explanation is told when it is too long, tried one after the other. */
const DEPTHS = [Number.POSITIVE_INFINITY, 4, 2, 1, 0];

/**
 * The parts of an explanation as JSON that fits. What is too long loses its values first, as they
 * are shown cut beside; then what lies deepest; it is never cut within.
 * @returns `''` when nothing of it fits, or when there are none
 */
export function explanationJson(parts: readonly CheckExplanationPart[]): string {
  if (parts.length === 0) return '';
  const whole = JSON.stringify(parts);
  if (whole.length <= LENGTH_MAX) return whole;
  for (const depth of DEPTHS) {
    const json = JSON.stringify(parts.map((part) => trimmed(part, depth)));
    if (json.length <= LENGTH_MAX) return json;
  }
  return '';
}

function trimmed({ key, explanation }: CheckExplanationPart, depth: number): CheckExplanationPart {
  const { text, outcome, root } = explanation;
  return {
    key,
    explanation: { text, outcome: withoutValue(outcome), root: shallow(root, depth) },
  };
}

function shallow(node: ExplainedNode, depth: number): ExplainedNode {
  const children = depth > 0 ? node.children.map((child) => shallow(child, depth - 1)) : [];
  return { ...node, outcome: withoutValue(node.outcome), children };
}

function withoutValue(outcome: Outcome): Outcome {
  return outcome.is === 'value' ? { ...outcome, value: null } : outcome;
}
