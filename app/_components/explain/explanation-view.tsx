import type { Explanation } from '@/common/expression/explain';
import { ExplanationTree } from './explanation-tree';
import { reasonsOf, type Variables } from './prepare-reasons';
import { ReasonWords } from './reason-words';

interface ExplanationViewProps {
  readonly explanation: Explanation;
  /** Of a check: what its variables came to, so that the sentence can look through them. */
  readonly variables?: Variables;
}

/** Why an expression came to what it did: a sentence, then all of it as a tree. */
export function ExplanationView({ explanation, variables }: ExplanationViewProps) {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="leading-6 [overflow-wrap:anywhere]">
        <span className="font-medium">{outcomeInWords(explanation)}</span> because{' '}
        <ReasonWords reasons={reasonsOf(explanation, variables)} />
      </p>
      <ExplanationTree root={explanation.root} />
    </div>
  );
}

/** `True`, `93.2`, `Missing` and the like, at the start of a sentence. */
function outcomeInWords({ outcome }: Explanation): string {
  switch (outcome.is) {
    case 'value':
      return outcome.shown;
    case 'missing':
      return 'Missing';
    case 'failed':
      return 'Failed';
    case 'skipped':
      return 'Not evaluated';
  }
}
