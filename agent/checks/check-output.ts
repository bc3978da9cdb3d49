import { ExpressionError } from '@/common/expression/fault';
import type { Surroundings } from '@/common/expression/frame';
import { Meter } from '@/common/expression/limits';
import type { Language } from '@/common/expression/parser';
import { createProgram } from '@/common/expression/program';
import { textOf } from '@/common/expression/show';
import { createTemplate } from '@/common/expression/template';
import { Missing } from '@/common/expression/values';

/** The sentence of a result. */
export interface CheckOutput {
  /** @returns `undefined` when something in it is missing or fails: a state never depends on it */
  fill(around: Surroundings): string | undefined;
}

/**
 * @param isExpression as the original has it; otherwise a text with references
 * @throws {ExpressionError} for a text that is none
 */
export function createOutput(text: string, isExpression: boolean, language: Language): CheckOutput {
  if (!isExpression) {
    const template = createTemplate(text, language);
    return { fill: (around) => tried(() => template.fill(around)) };
  }
  const program = createProgram(text, language);
  return {
    fill: (around) =>
      tried(() => {
        const value = program.evaluate(around);
        return value instanceof Missing ? value : textOf(value, new Meter());
      }),
  };
}

function tried(fill: () => string | Missing): string | undefined {
  try {
    const text = fill();
    return typeof text === 'string' ? text : undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}
