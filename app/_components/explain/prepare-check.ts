import type { CheckState } from '@/common/domain/check';
import type { CheckExplanationPart } from '@/common/domain/check-report';
import type { Variables } from './prepare-reasons';

type Parts = readonly CheckExplanationPart[];

/** The expression that made the check what it is. */
export interface Deciding {
  readonly part: CheckExplanationPart;
  /** False where the expressions say something else by now than the state does. */
  readonly holds: boolean;
}

export function variablesOf(parts: Parts): Variables {
  const found = parts.filter(({ key }) => key.startsWith('variables.'));
  return new Map(
    found.map(({ key, explanation }) => [key.slice('variables.'.length), explanation]),
  );
}

/** @returns nothing for a check that no expression explains: a plugin, a passive one */
export function decidingPart(state: CheckState, parts: Parts): Deciding | undefined {
  const of = (key: string) => parts.find((part) => part.key === key);
  switch (state) {
    case 'critical':
      return judged(of('critical_if'), isTrue);
    case 'warning':
      return judged(of('warning_if'), isTrue);
    case 'unknown':
      return untold(parts);
    case 'ok':
      return judged(worstOf(of('critical_if'), of('warning_if')), (part) => !isTrue(part));
    default:
      return undefined;
  }
}

function judged(
  part: CheckExplanationPart | undefined,
  holds: (part: CheckExplanationPart) => boolean,
): Deciding | undefined {
  return part === undefined ? undefined : { part, holds: holds(part) };
}

/** What a check that is ok is told by: what it may be about to become, else its lower threshold. */
function worstOf(
  critical: CheckExplanationPart | undefined,
  warning: CheckExplanationPart | undefined,
): CheckExplanationPart | undefined {
  return critical !== undefined && isTrue(critical) ? critical : (warning ?? critical);
}

/** A condition before a variable: it says which of them it was about. */
function untold(parts: Parts): Deciding | undefined {
  const told = parts.filter(({ explanation }) => explanation.outcome.is !== 'value');
  const part = told.find(({ key }) => key.endsWith('_if')) ?? told[0];
  return part === undefined ? undefined : { part, holds: true };
}

function isTrue({ explanation: { outcome } }: CheckExplanationPart): boolean {
  return outcome.is === 'value' && outcome.isTrue;
}
