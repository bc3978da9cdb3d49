import { Fault } from './fault';
import { setOf } from './hash-key';
import type { Meter } from './limits';
import { int } from './numbers';
import { kindOf, type Value, ValueSet } from './values';

export type BitOperator = '&' | '|' | '^';

/** Of two ints, two booleans, or two sets. */
export function combineBits(operator: BitOperator, left: Value, right: Value, meter: Meter): Value {
  if (left instanceof ValueSet && right instanceof ValueSet) {
    return combineSets(operator, left, right, meter);
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    return combineIntegers(operator, BigInt(left), BigInt(right)) === 1n;
  }
  return int(combineIntegers(operator, wholeOf(operator, left), wholeOf(operator, right)));
}

export function invertBits(value: Value): Value {
  return int(~wholeOf('~', value));
}

/** The members of `left` that are not in `right`. */
export function subtractSets(left: ValueSet, right: ValueSet, meter: Meter): ValueSet {
  meter.spend(left.items.size);
  return new ValueSet(new Map([...left.items].filter(([key]) => !right.items.has(key))));
}

function wholeOf(operator: string, value: Value): bigint {
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new Fault(`${operator} works on whole numbers and on sets, found ${kindOf(value)}.`);
}

function combineIntegers(operator: BitOperator, left: bigint, right: bigint): bigint {
  if (operator === '&') return left & right;
  return operator === '|' ? left | right : left ^ right;
}

function combineSets(operator: BitOperator, left: ValueSet, right: ValueSet, meter: Meter): Value {
  meter.spend(left.items.size + right.items.size);
  const all = [...left.items, ...right.items];
  if (operator === '|')
    return setOf(
      all.map(([, value]) => value),
      meter,
    );
  const isShared = ([key]: readonly [unknown, Value]) =>
    left.items.has(key as never) && right.items.has(key as never);
  const wanted = all.filter((entry) => isShared(entry) === (operator === '&'));
  return setOf(
    wanted.map(([, value]) => value),
    meter,
  );
}
