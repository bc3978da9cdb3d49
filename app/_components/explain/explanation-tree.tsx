import { cx } from '@/app/_lib/cx';
import type { ExplainedNode, Outcome } from '@/common/expression/explain';
import { StatusIcon } from '../ui/status';
import { originWords } from './origin-words';

/** Each part of an expression with its value; of each leaf where that is from and how old it is. */
export function ExplanationTree({ root }: { readonly root: ExplainedNode }) {
  return (
    <ul className="min-w-0 text-small">
      <Branch node={root} />
    </ul>
  );
}

function Branch({ node }: { readonly node: ExplainedNode }) {
  const isSkipped = node.outcome.is === 'skipped';
  return (
    <li className="min-w-0">
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-2 py-0.5 leading-5">
        <code
          className={cx(
            'min-w-0 font-mono [overflow-wrap:anywhere]',
            isSkipped ? 'text-ink-3' : 'text-ink-2',
          )}
        >
          {node.text.replace(/\s+/g, ' ').trim()}
        </code>
        <OutcomeWords outcome={node.outcome} />
        {node.origin !== undefined && !isSkipped && (
          <span className="min-w-0 text-ink-3 [overflow-wrap:anywhere]">
            <span aria-hidden>← </span>
            <span className="sr-only">from </span>
            {unitOf(node)}
            {originWords(node.origin)}
          </span>
        )}
      </div>
      {node.children.length > 0 && (
        <ul className="ml-1.5 border-l border-line pl-3.5">
          {node.children.map((child) => (
            <Branch key={`${child.start}-${child.end}-${child.kind}`} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

function unitOf({ origin, outcome }: ExplainedNode): string {
  const unit = outcome.is === 'value' ? origin?.unit : null;
  return unit === null || unit === undefined ? '' : `${unit}, `;
}

function OutcomeWords({ outcome }: { readonly outcome: Outcome }) {
  switch (outcome.is) {
    case 'value':
      return (
        <span className="min-w-0 font-mono [overflow-wrap:anywhere]">
          <span className="text-ink-3">= </span>
          <span className="font-medium text-ink">{outcome.shown}</span>
        </span>
      );
    case 'missing':
      return (
        <span className="inline-flex items-baseline gap-1 text-unknown">
          <StatusIcon kind="unknown" className="size-3 translate-y-0.5" />
          missing: {outcome.reason}
        </span>
      );
    case 'failed':
      return (
        <span className="inline-flex items-baseline gap-1 text-critical">
          <StatusIcon kind="critical" className="size-3 translate-y-0.5" />
          {outcome.isBelow ? 'failed below' : `failed: ${outcome.sentence}`}
        </span>
      );
    case 'skipped':
      return <span className="text-ink-3 italic">not needed: decided before</span>;
  }
}
