import type { OrderOperator } from './compare';
import type { ExpressionFunction } from './define-function';
import type { Span } from './fault';
import type { BinaryOperator, UnaryOperator } from './operators';
import type { Path } from './path';
import type { Value } from './values';

/** An expression as a tree. Spans are places in the text that it was read from. */
export type Node =
  | LiteralNode
  | ReferenceNode
  | TextNode
  | ItemsNode
  | DictNode
  | UnaryNode
  | NotNode
  | BinaryNode
  | LogicNode
  | CompareNode
  | ConditionalNode
  | SubscriptNode
  | SliceNode
  | CallNode
  | MethodNode;

export interface LiteralNode extends Span {
  readonly kind: 'literal';
  readonly value: Value;
}

/** `{{path|alternative||otherwise}}` */
export interface ReferenceNode extends Span {
  readonly kind: 'reference';
  /** Tried one after another. */
  readonly paths: readonly [Path, ...Path[]];
  readonly otherwise: Node | undefined;
}

/** A text with references inside. */
export interface TextNode extends Span {
  readonly kind: 'text';
  readonly parts: readonly Node[];
}

export interface ItemsNode extends Span {
  readonly kind: 'list' | 'tuple';
  readonly items: readonly Node[];
}

export interface DictNode extends Span {
  readonly kind: 'dict';
  readonly pairs: readonly (readonly [key: Node, value: Node])[];
}

export interface UnaryNode extends Span {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Node;
}

export interface NotNode extends Span {
  readonly kind: 'not';
  readonly operand: Node;
}

export interface BinaryNode extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}

/** `a and b and c` is one node. */
export interface LogicNode extends Span {
  readonly kind: 'logic';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Node[];
}

export type CompareOperator = OrderOperator | '==' | '!=' | 'in' | 'not in' | 'is' | 'is not';

/** `a < b <= c` is one node; each operand is evaluated at most once. */
export interface CompareNode extends Span {
  readonly kind: 'compare';
  readonly first: Node;
  readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Node }[];
}

export interface ConditionalNode extends Span {
  readonly kind: 'conditional';
  readonly condition: Node;
  readonly then: Node;
  readonly otherwise: Node;
}

export interface SubscriptNode extends Span {
  readonly kind: 'subscript';
  readonly container: Node;
  readonly index: Node;
}

export interface SliceNode extends Span {
  readonly kind: 'slice';
  readonly container: Node;
  readonly from: Node | undefined;
  readonly to: Node | undefined;
  readonly step: Node | undefined;
}

export interface NamedArgument {
  readonly name: string;
  readonly value: Node;
  readonly span: Span;
}

export interface CallNode extends Span {
  readonly kind: 'call';
  readonly function: ExpressionFunction;
  readonly positional: readonly Node[];
  readonly named: readonly NamedArgument[];
}

export interface MethodNode extends Span {
  readonly kind: 'method';
  readonly receiver: Node;
  readonly method: string;
  readonly positional: readonly Node[];
  readonly named: readonly NamedArgument[];
}

/** What a node is made of, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal':
      return [];
    case 'reference':
      return present(node.otherwise);
    case 'text':
      return node.parts;
    case 'list':
    case 'tuple':
      return node.items;
    case 'dict':
      return node.pairs.flat();
    case 'unary':
    case 'not':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'logic':
      return node.operands;
    case 'compare':
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    case 'conditional':
      return [node.then, node.condition, node.otherwise];
    default:
      return childrenOfPostfix(node);
  }
}

function childrenOfPostfix(node: SubscriptNode | SliceNode | CallNode | MethodNode): Node[] {
  switch (node.kind) {
    case 'subscript':
      return [node.container, node.index];
    case 'slice':
      return [node.container, ...present(node.from), ...present(node.to), ...present(node.step)];
    case 'call':
      return [...node.positional, ...node.named.map(({ value }) => value)];
    case 'method':
      return [node.receiver, ...node.positional, ...node.named.map(({ value }) => value)];
  }
}

function present(node: Node | undefined): Node[] {
  return node === undefined ? [] : [node];
}
