import type { Explanation } from '@/common/expression/explain';
import { explanationText } from '@/common/expression/explain-text';
import type { Output } from './output';

/** An explanation in the colours of a terminal. */
export function explanationLines(explanation: Explanation, out: Output): string[] {
  return explanationText(explanation, {
    value: (text) => out.paint('green', text),
    missing: (text) => out.paint('yellow', text),
    failed: (text) => out.paint('red', text),
    dim: (text) => out.paint('dim', text),
  });
}
