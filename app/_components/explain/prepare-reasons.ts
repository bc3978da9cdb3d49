import type { ExplainedNode, ExplainedOrigin, Explanation } from '@/common/expression/explain';

/** One side of a comparison, or a value that decided by itself. */
export interface Side {
  /** As it stands in the expression; of a variable, what it was computed from. */
  readonly text: string;
  /** What it came to; null for a constant, which says so itself. */
  readonly shown: string | null;
  readonly origin: ExplainedOrigin | undefined;
}

/** Why an expression came out as it did. */
export type Reason =
  | {
      readonly is: 'compared';
      readonly left: Side;
      /** `at or above` */
      readonly words: string;
      readonly right: Side;
    }
  | { readonly is: 'value'; readonly side: Side }
  | { readonly is: 'missing'; readonly text: string; readonly reason: string }
  | { readonly is: 'failed'; readonly text: string; readonly sentence: string };

/** What the variables of a check came to, by name. */
export type Variables = ReadonlyMap<string, Explanation>;

const NO_VARIABLES: Variables = new Map();

/**
 * The parts that decided, in the order of the text: of what is true and of what is missing, not
 * more than it takes to understand it.
 */
export function reasonsOf(
  { root, outcome }: Explanation,
  variables: Variables = NO_VARIABLES,
): Reason[] {
  if (outcome.is === 'failed') {
    const place = deepest(root, ({ is }) => is === 'failed');
    return [{ is: 'failed', text: flat(place.text), sentence: outcome.sentence }];
  }
  if (outcome.is === 'missing') return [missingAt(root, variables)];
  return decidersOf(root).map((node) => reasonOf(node, variables));
}

type OutcomeTest = (outcome: ExplainedNode['outcome']) => boolean;

/** The innermost part that an outcome comes from. */
function deepest(node: ExplainedNode, test: OutcomeTest): ExplainedNode {
  const below = node.children.find(({ outcome }) => test(outcome));
  return below === undefined ? node : deepest(below, test);
}

function missingAt(root: ExplainedNode, variables: Variables): Reason {
  const place = deepest(root, ({ is }) => is === 'missing');
  const variable = variableOf(place, variables);
  if (variable !== undefined && variable.outcome.is !== 'value') {
    const [inside] = reasonsOf(variable, variables);
    if (inside !== undefined) return inside;
  }
  const reason = place.outcome.is === 'missing' ? place.outcome.reason : '';
  return { is: 'missing', text: flat(place.text), reason };
}

/** Below `and`, `or` and `not`: the conditions that made it so. */
function decidersOf(node: ExplainedNode): ExplainedNode[] {
  if (node.kind === 'not') return node.children.flatMap(decidersOf);
  if (node.kind !== 'logic' || node.outcome.is !== 'value') return [node];
  const { isTrue } = node.outcome;
  const asked = node.children.filter(({ outcome }) => outcome.is === 'value');
  const alike = asked.filter(({ outcome }) => outcome.is === 'value' && outcome.isTrue === isTrue);
  return (alike.length === 0 ? asked : alike).flatMap(decidersOf);
}

function reasonOf(node: ExplainedNode, variables: Variables): Reason {
  const compared = node.kind === 'compare' ? comparisonOf(node, variables) : undefined;
  return compared ?? { is: 'value', side: sideOf(node, variables) };
}

const OPERATOR = /(>=|<=|==|!=|>|<|\bnot\s+in\b|\bin\b|\bis\s+not\b|\bis\b)/g;

const WORDS: Readonly<Record<string, readonly [whenTrue: string, whenFalse: string]>> = {
  '>': ['above', 'not above'],
  '>=': ['at or above', 'below'],
  '<': ['below', 'not below'],
  '<=': ['at or below', 'above'],
  '==': ['equal to', 'not equal to'],
  '!=': ['not equal to', 'equal to'],
  in: ['in', 'not in'],
  'not in': ['not in', 'in'],
  is: ['the same as', 'not the same as'],
  'is not': ['not the same as', 'the same as'],
};

/** A comparison of two; a chain of them, or one that cannot be told apart, has no such words. */
function comparisonOf(node: ExplainedNode, variables: Variables): Reason | undefined {
  if (node.outcome.is !== 'value') return undefined;
  const found = [...blanked(node).matchAll(OPERATOR)];
  const [operator] = found;
  if (operator === undefined || found.length !== 1) return undefined;
  const words = WORDS[operator[0].replace(/\s+/g, ' ')];
  if (words === undefined) return undefined;
  const at = node.start + operator.index;
  const side = (start: number, end: number): Side => {
    const child = node.children.find((each) => each.start >= start && each.end <= end);
    if (child !== undefined) return sideOf(child, variables);
    const text = flat(node.text.slice(start - node.start, end - node.start));
    // Of a comparison in parentheses, they are part of its text.
    return { text: text.replace(/^\( ?| ?\)$/g, ''), shown: null, origin: undefined };
  };
  return {
    is: 'compared',
    left: side(node.start, at),
    words: node.outcome.isTrue ? words[0] : words[1],
    right: side(at + operator[0].length, node.end),
  };
}

/** The text without what its parts and its constants say, each character still in its place. */
function blanked({ text, start, children }: ExplainedNode): string {
  let rest = text;
  for (const child of children) {
    const [from, to] = [child.start - start, child.end - start];
    rest = `${rest.slice(0, from)}${' '.repeat(to - from)}${rest.slice(to)}`;
  }
  return rest.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, (word) => ' '.repeat(word.length));
}

/** A variable is shown as what it was made of: its name says nothing of where its value is from. */
function sideOf(node: ExplainedNode, variables: Variables): Side {
  const variable = variableOf(node, variables);
  if (variable !== undefined) return sideOf(variable.root, variables);
  const shown = node.outcome.is === 'value' ? node.outcome.shown : null;
  return { text: flat(node.text), shown, origin: node.origin ?? originBelow(node, variables) };
}

/** Where a side was computed from one value alone, also by way of a variable. */
function originBelow(node: ExplainedNode, variables: Variables): ExplainedOrigin | undefined {
  const only = onlyReference(node);
  if (only === undefined) return undefined;
  const variable = variableOf(only, variables);
  const inside = variable === undefined ? undefined : sideOf(variable.root, variables).origin;
  return inside ?? only.origin;
}

/** Where something was computed from one value alone, that one's place is its own. */
function onlyReference(node: ExplainedNode): ExplainedNode | undefined {
  const references = referencesOf(node);
  return references.length === 1 ? references[0] : undefined;
}

function referencesOf(node: ExplainedNode): ExplainedNode[] {
  const below = node.children.flatMap(referencesOf);
  return node.kind === 'reference' && node.origin !== undefined ? [node, ...below] : below;
}

const VARIABLE = /^\{\{\s*variables\.([A-Za-z0-9_-]+)\s*\}\}$/;

function variableOf(node: ExplainedNode, variables: Variables): Explanation | undefined {
  const name = VARIABLE.exec(node.text.trim())?.[1];
  return name === undefined ? undefined : variables.get(name);
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
