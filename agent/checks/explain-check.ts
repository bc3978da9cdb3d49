import type { CheckExplanation, CheckExplanationPart } from '@/common/domain/check-report';
import type { CheckEntry } from './check-entry';
import { checkExpressions } from './compiled-check';
import { type SurroundingsOf, surroundingsOfCheck } from './evaluate-check';

/** Every expression of a check, evaluated now, with what each part came to. */
export async function explainCheck(
  { check, report }: Pick<CheckEntry, 'check' | 'report'>,
  surroundings: SurroundingsOf,
): Promise<CheckExplanation> {
  const around = await surroundingsOfCheck(check, surroundings);
  const parts: CheckExplanationPart[] = [];
  for (const { key, program } of checkExpressions(check)) {
    parts.push({ key, explanation: await program.explain(around) });
  }
  return { report, parts };
}
