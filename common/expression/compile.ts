import { compileCall, compileMethod } from './compile-call';
import { compileCompare } from './compile-compare';
import { type Compile, evaluateAll, type Run } from './frame';
import { dictOf } from './hash-key';
import { applyUnary, BINARY } from './operators';
import { textOf } from './show';
import { itemAt, sliceOf } from './subscript';
import type {
  BinaryNode,
  ConditionalNode,
  DictNode,
  ItemsNode,
  LogicNode,
  Node,
  NotNode,
  ReferenceNode,
  SliceNode,
  SubscriptNode,
  TextNode,
  UnaryNode,
} from './syntax';
import { isTrue, Missing, Tuple, type Value } from './values';

/** Sees every node with its code, and may put other code in its place. */
export type Watch = (node: Node, run: Run) => Run;

/** Turns a tree into code that runs it: one closure a node, so that nothing is looked at twice. */
export function compile(tree: Node, watch: Watch = (_, run) => run): Run {
  const each: Compile = (node) => watch(node, compileNode(node, each));
  return each(tree);
}

function compileNode(node: Node, each: Compile): Run {
  switch (node.kind) {
    case 'literal':
      return constant(node.value);
    case 'reference':
      return compileReference(node, each);
    case 'text':
      return compileText(node, each);
    case 'list':
    case 'tuple':
      return compileItems(node, each);
    case 'dict':
      return compileDict(node, each);
    case 'unary':
      return compileUnary(node, each);
    case 'not':
      return compileNot(node, each);
    case 'binary':
      return compileBinary(node, each);
    case 'logic':
      return compileLogic(node, each);
    case 'conditional':
      return compileConditional(node, each);
    case 'compare':
      return compileCompare(node, each);
    case 'subscript':
      return compileSubscript(node, each);
    case 'slice':
      return compileSlice(node, each);
    case 'call':
      return compileCall(node, each);
    case 'method':
      return compileMethod(node, each);
  }
}

function compileNot(node: NotNode, each: Compile): Run {
  const operand = each(node.operand);
  return (frame) => {
    const value = operand(frame);
    return value instanceof Missing ? value : !isTrue(value);
  };
}

function compileUnary(node: UnaryNode, each: Compile): Run {
  const { operator } = node;
  const operand = each(node.operand);
  return (frame) => {
    const value = operand(frame);
    frame.at = node;
    return applyUnary(operator, value);
  };
}

function constant(value: Value): Run {
  return () => value;
}

/** The first path that leads to something; else the default; else the reason of the first. */
function compileReference({ paths, otherwise }: ReferenceNode, each: Compile): Run {
  const [first, ...others] = paths;
  const last = otherwise === undefined ? undefined : each(otherwise);
  if (others.length === 0 && last === undefined) return (frame) => frame.scope.lookup(first);
  return (frame) => {
    const value = frame.scope.lookup(first);
    if (!(value instanceof Missing)) return value;
    for (const path of others) {
      const other = frame.scope.lookup(path);
      if (!(other instanceof Missing)) return other;
    }
    return last === undefined ? value : last(frame);
  };
}

function compileText(node: TextNode, each: Compile): Run {
  const parts = node.parts.map(each);
  return (frame) => {
    const values = evaluateAll(parts, frame);
    if (values instanceof Missing) return values;
    frame.at = node;
    const text = values.map((value) => textOf(value, frame.meter)).join('');
    frame.meter.text(text.length);
    return text;
  };
}

function compileItems(node: ItemsNode, each: Compile): Run {
  const items = node.items.map(each);
  const isTuple = node.kind === 'tuple';
  return (frame) => {
    const values = evaluateAll(items, frame);
    if (values instanceof Missing) return values;
    frame.meter.spend(values.length);
    return isTuple ? new Tuple(values) : values;
  };
}

function compileDict(node: DictNode, each: Compile): Run {
  const keys = node.pairs.map(([key]) => each(key));
  const values = node.pairs.map(([, value]) => each(value));
  return (frame) => {
    const pairs: [Value, Value][] = [];
    for (const [at, key] of keys.entries()) {
      const pair = [key(frame), values[at]?.(frame) ?? null] as [Value, Value];
      const missing = pair.find((value) => value instanceof Missing);
      if (missing !== undefined) return missing;
      pairs.push(pair);
    }
    frame.at = node;
    return dictOf(pairs, frame.meter);
  };
}

function compileBinary(node: BinaryNode, each: Compile): Run {
  const [left, right] = [each(node.left), each(node.right)];
  const operate = BINARY[node.operator];
  return (frame) => {
    const [a, b] = [left(frame), right(frame)];
    frame.at = node;
    return operate(a, b, frame.meter);
  };
}

/**
 * Gives the operand that decides, as in Python. A missing operand decides nothing: what comes after
 * it still may, and when nothing does the whole is missing.
 */
function compileLogic(node: LogicNode, each: Compile): Run {
  const operands = node.operands.map(each);
  const deciding = node.operator === 'or';
  return (frame) => {
    let missing: Missing | undefined;
    let last: Value = null;
    for (const operand of operands) {
      last = operand(frame);
      if (last instanceof Missing) missing ??= last;
      else if (isTrue(last) === deciding) return last;
    }
    return missing ?? last;
  };
}

function compileConditional(node: ConditionalNode, each: Compile): Run {
  const [condition, then, otherwise] = [
    each(node.condition),
    each(node.then),
    each(node.otherwise),
  ];
  return (frame) => {
    const value = condition(frame);
    if (value instanceof Missing) return value;
    return isTrue(value) ? then(frame) : otherwise(frame);
  };
}

function compileSubscript(node: SubscriptNode, each: Compile): Run {
  const [container, index] = [each(node.container), each(node.index)];
  return (frame) => {
    const values = evaluateAll([container, index], frame);
    if (values instanceof Missing) return values;
    const [of = null, at = null] = values;
    frame.at = node;
    return itemAt(of, at, frame.meter);
  };
}

function compileSlice(node: SliceNode, each: Compile): Run {
  const bound = (part: Node | undefined) => (part === undefined ? constant(null) : each(part));
  const parts = [each(node.container), bound(node.from), bound(node.to), bound(node.step)];
  return (frame) => {
    const values = evaluateAll(parts, frame);
    if (values instanceof Missing) return values;
    const [container = null, from = null, to = null, step = null] = values;
    frame.at = node;
    return sliceOf(container, { from, to, step }, frame.meter);
  };
}
