import type { Json } from '@/common/json';
import type { ExpressionError } from './fault';
import { Fault } from './fault';
import type { Surroundings } from './frame';
import { toJson } from './json';
import { Meter } from './limits';
import { pathText } from './path';
import { quoted, reprOf } from './show';
import { childrenOf, type Node, type ReferenceNode } from './syntax';
import { isTrue, Missing, type Value } from './values';

/** Why an expression came to what it did. Data alone: it can be sent and kept. */
export interface Explanation {
  readonly text: string;
  /** What it came to; `failed` carries the sentence, `missing` the reason. */
  readonly outcome: Outcome;
  readonly root: ExplainedNode;
}

export interface ExplainedNode {
  readonly kind: Node['kind'];
  /** As it stands in the expression, and where. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly outcome: Outcome;
  /** Of a reference: where its value came from. */
  readonly origin?: ExplainedOrigin;
  /** None below a constant. */
  readonly children: readonly ExplainedNode[];
}

export type Outcome =
  | {
      readonly is: 'value';
      readonly value: Json;
      /** As `repr` writes it, cut when long. */
      readonly shown: string;
      readonly isTrue: boolean;
    }
  | { readonly is: 'missing'; readonly reason: string }
  /** Something before it decided already. */
  | { readonly is: 'skipped' }
  /** `isBelow`: one of its parts did. */
  | { readonly is: 'failed'; readonly sentence: string; readonly isBelow: boolean };

export interface ExplainedOrigin {
  /** The path that was found, of several. */
  readonly path: string;
  readonly source: string;
  readonly atMs: number | null;
  readonly ageMs: number | null;
  readonly pack: string | null;
  readonly level: string | null;
  readonly unit: string | null;
}

const SHOWN_LENGTH = 200;

interface Traced {
  readonly text: string;
  readonly tree: Node;
  readonly trace: ReadonlyMap<Node, Value>;
  readonly value?: Value;
  readonly error?: ExpressionError;
}

export function explain(traced: Traced, around: Surroundings): Explanation {
  const { text, tree, error } = traced;
  const describe = (node: Node): ExplainedNode => {
    const origin = node.kind === 'reference' ? originOf(node, around) : undefined;
    return {
      kind: node.kind,
      text: text.slice(node.start, node.end),
      start: node.start,
      end: node.end,
      outcome: outcomeOf(node, traced),
      ...(origin === undefined ? {} : { origin }),
      children: childrenOf(node).filter(isTold).map(describe),
    };
  };
  const root = describe(tree);
  const outcome: Outcome =
    error === undefined ? root.outcome : { is: 'failed', sentence: error.sentence, isBelow: false };
  return { text, outcome, root };
}

/** Constants explain themselves. */
function isTold({ kind }: Node): boolean {
  return kind !== 'literal';
}

function outcomeOf(node: Node, { tree, trace, value, error }: Traced): Outcome {
  const found = node === tree ? value : trace.get(node);
  if (found !== undefined) return valueOutcome(found);
  const { start, end } = error?.span ?? { start: -1, end: -1 };
  if (error === undefined || start < node.start || end > node.end) return { is: 'skipped' };
  const isBelow = start !== node.start || end !== node.end;
  return { is: 'failed', sentence: error.sentence, isBelow };
}

function valueOutcome(value: Value): Outcome {
  if (value instanceof Missing) return { is: 'missing', reason: value.reason };
  return { is: 'value', value: jsonOf(value), shown: shownOf(value), isTrue: isTrue(value) };
}

/** For people, cut when long. */
function shownOf(value: Value): string {
  const text = typeof value === 'string' ? quoted(value.slice(0, SHOWN_LENGTH)) : written(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH - 1)}…`;
}

function written(value: Value): string {
  return bounded(value, reprOf, 'too large to be shown');
}

function jsonOf(value: Value): Json {
  return bounded(value, toJson, null);
}

function bounded<Result, Otherwise>(
  value: Value,
  write: (value: Value, meter: Meter) => Result,
  otherwise: Otherwise,
): Result | Otherwise {
  try {
    return write(value, new Meter());
  } catch (error) {
    if (error instanceof Fault) return otherwise;
    throw error;
  }
}

function originOf(
  { paths }: ReferenceNode,
  { scope, clock }: Surroundings,
): ExplainedOrigin | undefined {
  const path = paths.find((each) => !(scope.lookup(each) instanceof Missing));
  const origin = path === undefined ? undefined : scope.origin(path);
  if (path === undefined || origin === undefined) return undefined;
  const { source, atMs = null, pack = null, level = null, unit = null } = origin;
  const ageMs = atMs === null ? null : Math.max(0, clock.wallMs() - atMs);
  return { path: pathText(path), source, atMs, ageMs, pack, level, unit };
}
