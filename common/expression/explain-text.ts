import { formatDuration } from '../duration';
import type { ExplainedNode, ExplainedOrigin, Explanation, Outcome } from './explain';

/** How the parts of the text are dressed; as they are where nothing is given. */
export interface ExplanationPaint {
  readonly value: (text: string) => string;
  readonly missing: (text: string) => string;
  readonly failed: (text: string) => string;
  readonly dim: (text: string) => string;
}

const TEXT_LENGTH = 60;

/** An explanation as a tree of lines, for a terminal. */
export function explanationText({ root }: Explanation, paint: ExplanationPaint): string[] {
  return [...lines(root, { first: '', rest: '' }, paint)];
}

function* lines(
  node: ExplainedNode,
  lead: { readonly first: string; readonly rest: string },
  paint: ExplanationPaint,
): Generator<string> {
  yield `${paint.dim(lead.first)}${line(node, paint)}`;
  for (const [at, child] of node.children.entries()) {
    const isLast = at === node.children.length - 1;
    const below = {
      first: `${lead.rest}${isLast ? '└─ ' : '├─ '}`,
      rest: `${lead.rest}${isLast ? '   ' : '│  '}`,
    };
    yield* lines(child, below, paint);
  }
}

function line({ text, outcome, origin }: ExplainedNode, paint: ExplanationPaint): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const shown = flat.length <= TEXT_LENGTH ? flat : `${flat.slice(0, TEXT_LENGTH - 1)}…`;
  if (outcome.is === 'skipped') return paint.dim(`${shown}  (not needed)`);
  const from = origin === undefined ? '' : `  ${paint.dim(`← ${originText(origin)}`)}`;
  return `${shown} ${paint.dim('=')} ${outcomeText(outcome, paint)}${from}`;
}

function outcomeText(outcome: Outcome, paint: ExplanationPaint): string {
  switch (outcome.is) {
    case 'value':
      return paint.value(outcome.shown);
    case 'missing':
      return paint.missing(`missing: ${outcome.reason}`);
    case 'failed':
      return paint.failed(outcome.isBelow ? 'failed below' : `failed: ${outcome.sentence}`);
    case 'skipped':
      return '';
  }
}

/** `collector memory, 3 s ago, pack system, level core` */
function originText({ source, ageMs, unit, pack, level }: ExplainedOrigin): string {
  const parts = [
    unit,
    source,
    ageMs === null ? null : `${formatDuration(ageMs)} ago`,
    pack === null ? null : `pack ${pack}`,
    level === null ? null : `level ${level}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
