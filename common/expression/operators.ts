import {
  addNumbers,
  divideNumbers,
  floorDivideNumbers,
  moduloNumbers,
  multiplyNumbers,
  negate,
  powerNumbers,
  subtractNumbers,
} from './arithmetic';
import { type BitOperator, combineBits, invertBits, subtractSets } from './bits';
import { Fault } from './fault';
import type { Meter } from './limits';
import { isInt, type Numeric, numericOf } from './numbers';
import { formatPercent } from './percent-format';
import { isList, kindOf, Missing, sizeOf, Tuple, type Value, ValueSet } from './values';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | BitOperator;
export type UnaryOperator = '+' | '-' | '~';

type Operate = (left: Value, right: Value, meter: Meter) => Value;

/** What each operator does with two values; with a missing one nothing, which is missing too. */
export const BINARY: Readonly<Record<BinaryOperator, Operate>> = {
  '+': knownBoth(add),
  '-': knownBoth(subtract),
  '*': knownBoth(multiply),
  '/': knownBoth((left, right) => onNumbers('/', left, right, divideNumbers)),
  '//': knownBoth((left, right) => onNumbers('//', left, right, floorDivideNumbers)),
  '%': knownBoth((left, right, meter) =>
    typeof left === 'string'
      ? formatPercent(left, right, meter)
      : onNumbers('%', left, right, moduloNumbers),
  ),
  '**': knownBoth((left, right) => onNumbers('**', left, right, powerNumbers)),
  '&': knownBoth((left, right, meter) => combineBits('&', left, right, meter)),
  '|': knownBoth((left, right, meter) => combineBits('|', left, right, meter)),
  '^': knownBoth((left, right, meter) => combineBits('^', left, right, meter)),
};

/** The operator that has one operand. */
export function applyUnary(operator: UnaryOperator, value: Value): Value {
  if (value instanceof Missing) return value;
  if (operator === '~') return invertBits(value);
  const number = numericOf(value);
  if (number === undefined) {
    throw new Fault(`the sign ${operator} stands before a number, found ${kindOf(value)}.`);
  }
  return operator === '-' ? negate(number) : number;
}

function knownBoth(operate: Operate): Operate {
  return (left, right, meter) => {
    if (left instanceof Missing) return left;
    return right instanceof Missing ? right : operate(left, right, meter);
  };
}

function onNumbers(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  operate: (left: Numeric, right: Numeric) => Value,
): Value {
  const [a, b] = [numericOf(left), numericOf(right)];
  if (a === undefined || b === undefined) throw mismatch(operator, left, right);
  return operate(a, b);
}

function mismatch(operator: BinaryOperator, left: Value, right: Value): Fault {
  const hint =
    operator === '+' && (typeof left === 'string' || typeof right === 'string')
      ? " To put a value into a text write '%s' % value."
      : '';
  return new Fault(`${operator} does not go between ${kindOf(left)} and ${kindOf(right)}.${hint}`);
}

function add(left: Value, right: Value, meter: Meter): Value {
  if (typeof left === 'string' && typeof right === 'string') {
    meter.text(left.length + right.length);
    return left + right;
  }
  if (isList(left) && isList(right)) {
    meter.list(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    meter.list(left.items.length + right.items.length);
    return new Tuple([...left.items, ...right.items]);
  }
  return onNumbers('+', left, right, addNumbers);
}

function subtract(left: Value, right: Value, meter: Meter): Value {
  if (left instanceof ValueSet && right instanceof ValueSet) {
    return subtractSets(left, right, meter);
  }
  return onNumbers('-', left, right, subtractNumbers);
}

function multiply(left: Value, right: Value, meter: Meter): Value {
  if (isSequence(left)) return repeat(left, right, meter);
  if (isSequence(right)) return repeat(right, left, meter);
  return onNumbers('*', left, right, multiplyNumbers);
}

function isSequence(value: Value): boolean {
  return typeof value === 'string' || isList(value) || value instanceof Tuple;
}

/** A text, a list or a tuple so many times. Its size is known before anything is made. */
function repeat(sequence: Value, times: Value, meter: Meter): Value {
  const count = numericOf(times);
  if (count === undefined || !isInt(count)) throw mismatch('*', sequence, times);
  const rounds = Math.max(0, Number(count));
  const size = sizeOf(sequence);
  if (typeof sequence === 'string') {
    meter.text(size * rounds);
    return size === 0 ? '' : sequence.repeat(rounds);
  }
  meter.list(size * rounds);
  const items = isList(sequence) ? sequence : sequence instanceof Tuple ? sequence.items : [];
  const repeated = size === 0 ? [] : Array.from({ length: rounds }, () => items).flat();
  return isList(sequence) ? repeated : new Tuple(repeated);
}
