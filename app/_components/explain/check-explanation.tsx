import { CHECK_STATUS } from '@/app/_components/ui/check-status';
import { STATUS_TEXT } from '@/app/_components/ui/status';
import type { CheckState } from '@/common/domain/check';
import type { CheckExplanationPart } from '@/common/domain/check-report';
import { Disclosure } from '../ui/disclosure';
import { ExplanationTree } from './explanation-tree';
import { decidingPart, variablesOf } from './prepare-check';
import { reasonsOf } from './prepare-reasons';
import { ReasonWords } from './reason-words';

interface CheckExplanationViewProps {
  readonly state: CheckState;
  readonly parts: readonly CheckExplanationPart[];
}

/** Why a check is as it is: which value, from where, against what; then every expression of it. */
export function CheckExplanationView({ state, parts }: CheckExplanationViewProps) {
  const decided = decidingPart(state, parts);
  const variables = variablesOf(parts);
  const { kind, word } = CHECK_STATUS[state];
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {decided !== undefined && (
        <p className="leading-6 [overflow-wrap:anywhere]">
          <span className={`font-medium ${STATUS_TEXT[kind]}`}>{word}</span>{' '}
          {decided.holds ? 'because ' : 'although '}
          <ReasonWords reasons={reasonsOf(decided.part.explanation, variables)} />
          {!decided.holds && ` ${ALTHOUGH}`}
        </p>
      )}
      <div className="flex flex-col">
        {parts.map(({ key, explanation }) => (
          <Disclosure
            key={key}
            summary={key}
            note={noteOf(explanation.outcome)}
            open={decided === undefined || isShown(key, decided.part.key)}
          >
            <div className="mb-2 ml-6 min-w-0">
              <ExplanationTree root={explanation.root} />
            </div>
          </Disclosure>
        ))}
      </div>
    </div>
  );
}

const ALTHOUGH =
  'It changes its state after some attempts, or waits for its condition of recovery.';

/** What decided, and the variables that it may have been told from. */
function isShown(key: string, decided: string): boolean {
  return key === decided || (key.startsWith('variables.') && decided !== 'if');
}

function noteOf(outcome: CheckExplanationPart['explanation']['outcome']): string {
  switch (outcome.is) {
    case 'value':
      return outcome.shown.length <= 40 ? outcome.shown : `${outcome.shown.slice(0, 39)}…`;
    case 'missing':
      return 'missing';
    case 'failed':
      return 'failed';
    case 'skipped':
      return 'not needed';
  }
}
