import type { CheckExplanation, CheckExplanationPart } from '@/common/domain/check-report';
import type { Program } from '@/common/expression/program';
import type { CheckEntry } from './check-entry';
import { type SurroundingsOf, surroundingsOfCheck } from './evaluate-check';

/** Every expression of a check, evaluated now, with what each part came to. */
export async function explainCheck(
  { check, report }: Pick<CheckEntry, 'check' | 'report'>,
  surroundings: SurroundingsOf,
): Promise<CheckExplanation> {
  const around = await surroundingsOfCheck(check, surroundings);
  const written: readonly (readonly [key: string, program: Program | null])[] = [
    ['if', check.condition],
    ...check.variables.map(([name, program]) => [`variables.${name}`, program] as const),
    ['critical_if', check.criticalIf],
    ['warning_if', check.warningIf],
    ['recover_if', check.recoverIf],
  ];
  const parts: CheckExplanationPart[] = [];
  for (const [key, program] of written) {
    if (program !== null) parts.push({ key, explanation: await program.explain(around) });
  }
  return { report, parts };
}
