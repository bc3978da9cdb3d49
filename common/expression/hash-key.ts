import { Fault } from './fault';
import type { Meter } from './limits';
import { Dict, type HashKey, kindOf, Tuple, type Value, ValueSet, WholeFloat } from './values';

/**
 * Equal for values that Python calls equal: `1`, `1.0` and `True` are one key.
 * @throws {Fault} for a list, a dict or a set
 */
export function hashKey(value: Value, meter: Meter): HashKey {
  switch (typeof value) {
    case 'string':
      return `s${value}`;
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return keyOfObject(value, meter);
  }
}

function keyOfObject(value: Value, meter: Meter): HashKey {
  if (value === null) return 'n';
  if (value instanceof WholeFloat) return value.number === 0 ? 0 : value.number;
  if (value instanceof Tuple) return keyOfTuple(value, meter);
  throw new Fault(`${kindOf(value)} cannot be the key of a dict or a member of a set.`);
}

/** The keys of its items with their lengths, so that no two tuples share one. */
function keyOfTuple({ items }: Tuple, meter: Meter): HashKey {
  let length = 0;
  const parts = items.map((item) => {
    const part = String(hashKey(item, meter));
    length += part.length;
    meter.text(length);
    return `${part.length}:${part}`;
  });
  return `t${parts.join('')}`;
}

export function dictOf(pairs: Iterable<readonly [Value, Value]>, meter: Meter): Dict {
  const entries = new Map<HashKey, readonly [Value, Value]>();
  for (const [key, value] of pairs) {
    const hash = hashKey(key, meter);
    // As in Python the first of equal keys stays, with the last value.
    entries.set(hash, [entries.get(hash)?.[0] ?? key, value]);
  }
  meter.list(entries.size);
  return new Dict(entries);
}

export function setOf(values: Iterable<Value>, meter: Meter): ValueSet {
  const items = new Map<HashKey, Value>();
  for (const value of values) {
    const hash = hashKey(value, meter);
    if (!items.has(hash)) items.set(hash, value);
  }
  meter.list(items.size);
  return new ValueSet(items);
}
