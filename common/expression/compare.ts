import { compareTexts } from './code-points';
import { Fault } from './fault';
import { hashKey } from './hash-key';
import type { Meter } from './limits';
import { type Numeric, numericOf } from './numbers';
import { includes } from './text-search';
import {
  Dict,
  isList,
  itemsOf,
  kindOf,
  type List,
  sizeOf,
  Tuple,
  type Value,
  ValueSet,
  WholeFloat,
} from './values';

export type OrderOperator = '<' | '<=' | '>' | '>=';

/** Whether two values are equal, as Python has it: `1 == 1.0`, `'1' != 1`. Neither is missing. */
export function equals(left: Value, right: Value, meter: Meter): boolean {
  if (typeof left === 'string' || typeof right === 'string') return left === right;
  const [a, b] = [numericOf(left), numericOf(right)];
  if (a !== undefined && b !== undefined) return isSameNumber(comparable(a), comparable(b));
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return left === right;
  }
  return equalContainers(left, right, meter);
}

/** Doubles and bigints: JavaScript compares the two by their exact size. */
function comparable(value: Numeric): number | bigint {
  return value instanceof WholeFloat ? value.number : value;
}

/** A double and a bigint of one size are the same number too. */
function isSameNumber(left: number | bigint, right: number | bigint): boolean {
  return typeof left === typeof right ? left === right : left <= right && left >= right;
}

function equalContainers(left: Value, right: Value, meter: Meter): boolean {
  if (left === right) return true;
  if (isList(left) && isList(right)) return equalItems(left, right, meter);
  if (left instanceof Tuple && right instanceof Tuple) {
    return equalItems(left.items, right.items, meter);
  }
  if (left instanceof Dict && right instanceof Dict) return equalDicts(left, right, meter);
  if (!(left instanceof ValueSet && right instanceof ValueSet)) return false;
  meter.spend(left.items.size);
  return left.items.size === right.items.size && isSubset(left, right);
}

function equalItems(left: List, right: List, meter: Meter): boolean {
  if (left.length !== right.length) return false;
  meter.spend(left.length);
  return left.every((item, at) => {
    const other = right[at] ?? null;
    return item === other || equals(item, other, meter);
  });
}

function equalDicts(left: Dict, right: Dict, meter: Meter): boolean {
  if (left.entries.size !== right.entries.size) return false;
  meter.spend(left.entries.size);
  for (const [key, [, value]] of left.entries) {
    const other = right.entries.get(key);
    if (other === undefined || !equals(value, other[1], meter)) return false;
  }
  return true;
}

function isSubset(left: ValueSet, right: ValueSet): boolean {
  for (const key of left.items.keys()) if (!right.items.has(key)) return false;
  return true;
}

/** @throws {Fault} for values that have no order, such as a text and a number */
export function isOrdered(
  operator: OrderOperator,
  left: Value,
  right: Value,
  meter: Meter,
): boolean {
  const [a, b] = [numericOf(left), numericOf(right)];
  if (a !== undefined && b !== undefined) return holds(operator, comparable(a), comparable(b));
  if (typeof left === 'string' && typeof right === 'string') {
    return holds(operator, orderOfTexts(left, right, meter), 0);
  }
  if (left instanceof ValueSet && right instanceof ValueSet) {
    meter.spend(left.items.size + right.items.size);
    return holdsForSets(operator, left, right);
  }
  if ((isList(left) && isList(right)) || (left instanceof Tuple && right instanceof Tuple)) {
    return isOrderedItems(operator, itemsOf(left) ?? [], itemsOf(right) ?? [], meter);
  }
  throw new Fault(`${kindOf(left)} ${operator} ${kindOf(right)}: these two have no order.`);
}

function orderOfTexts(left: string, right: string, meter: Meter): number {
  meter.read(Math.min(left.length, right.length));
  return compareTexts(left, right);
}

function holds(operator: OrderOperator, left: number | bigint, right: number | bigint): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function holdsForSets(operator: OrderOperator, left: ValueSet, right: ValueSet): boolean {
  const [smaller, larger] = operator.startsWith('<') ? [left, right] : [right, left];
  const isProper = operator.length === 1;
  return isSubset(smaller, larger) && !(isProper && smaller.items.size === larger.items.size);
}

/** By the first items that differ; else the shorter one is before the longer. */
function isOrderedItems(operator: OrderOperator, left: List, right: List, meter: Meter): boolean {
  const shared = left === right ? 0 : Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) {
    const a = left[at] ?? null;
    const b = right[at] ?? null;
    meter.spend(1);
    // The very same first: asking what kinds they are costs ten times as much.
    if (a !== b && !equals(a, b, meter)) return isOrdered(operator, a, b, meter);
  }
  return holds(operator, left.length, right.length);
}

/** The operator `in`. @throws {Fault} where nothing can be in */
export function contains(container: Value, wanted: Value, meter: Meter): boolean {
  if (typeof container === 'string') {
    meter.read(container.length);
    if (typeof wanted === 'string') return includes(container, wanted);
    throw new Fault(`only a text can be in a text, found ${kindOf(wanted)}.`);
  }
  if (container instanceof Dict) return container.entries.has(hashKey(wanted, meter));
  if (container instanceof ValueSet) return container.items.has(hashKey(wanted, meter));
  meter.spend(sizeOf(container));
  const items = itemsOf(container);
  if (items === undefined) {
    throw new Fault(
      `in looks into a text, a list, a tuple, a dict or a set, found ${kindOf(container)}.`,
    );
  }
  return items.some((item) => item === wanted || equals(item, wanted, meter));
}

/** The operator `is`: None, True and False are one each; a number or a text is its kind and size. */
export function isSame(left: Value, right: Value): boolean {
  if (left === right) return true;
  return left instanceof WholeFloat && right instanceof WholeFloat && left.number === right.number;
}

/** Below zero, zero or above zero, for sorting. @throws {Fault} for values that have no order */
export function order(left: Value, right: Value, meter: Meter): number {
  if (typeof left === 'string' && typeof right === 'string')
    return orderOfTexts(left, right, meter);
  meter.spend(1);
  // Two questions of their kinds, and of the kinds of what is in them.
  meter.spend(1);
  if (left === right && typeof left !== 'object') return 0;
  if (isOrdered('<', left, right, meter)) return -1;
  return isOrdered('<', right, left, meter) ? 1 : 0;
}
