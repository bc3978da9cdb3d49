import { contains, equals, isOrdered, isSame } from './compare';
import type { Compile, Frame, Run } from './frame';
import type { Meter } from './limits';
import type { CompareNode, CompareOperator } from './syntax';
import { Missing, type Value } from './values';

type Compare = (left: Value, right: Value, meter: Meter) => boolean;

const COMPARE: Readonly<Record<CompareOperator, Compare>> = {
  '==': equals,
  '!=': (left, right, meter) => !equals(left, right, meter),
  '<': (left, right, meter) => isOrdered('<', left, right, meter),
  '<=': (left, right, meter) => isOrdered('<=', left, right, meter),
  '>': (left, right, meter) => isOrdered('>', left, right, meter),
  '>=': (left, right, meter) => isOrdered('>=', left, right, meter),
  in: (left, right, meter) => contains(right, left, meter),
  'not in': (left, right, meter) => !contains(right, left, meter),
  is: isSame,
  'is not': (left, right) => !isSame(left, right),
};

/** Two plain numbers are most of what a monitoring compares. */
const QUICK: Partial<Record<CompareOperator, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** `a < b <= c` holds when each pair does; a pair with a missing value is missing. */
export function compileCompare(node: CompareNode, each: Compile): Run {
  const first = each(node.first);
  const links = node.rest.map(({ operator, operand }) => ({
    compare: pairOf(node, operator),
    operand: each(operand),
  }));
  const [only] = links;
  if (only !== undefined && links.length === 1) {
    const { compare, operand } = only;
    return (frame) => compare(first(frame), operand(frame), frame);
  }
  return (frame) => {
    let missing: Missing | undefined;
    let left = first(frame);
    for (const { compare, operand } of links) {
      const right = operand(frame);
      const holds = compare(left, right, frame);
      if (holds instanceof Missing) missing ??= holds;
      else if (!holds) return false;
      left = right;
    }
    return missing ?? true;
  };
}

type Pair = (left: Value, right: Value, frame: Frame) => boolean | Missing;

function pairOf(node: CompareNode, operator: CompareOperator): Pair {
  const compare = COMPARE[operator];
  const quick = QUICK[operator];
  return (left, right, frame) => {
    if (quick !== undefined && typeof left === 'number' && typeof right === 'number') {
      return quick(left, right);
    }
    if (left instanceof Missing) return left;
    if (right instanceof Missing) return right;
    frame.at = node;
    return compare(left, right, frame.meter);
  };
}
