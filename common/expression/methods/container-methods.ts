import { equals } from '../compare';
import { Fault } from '../fault';
import { hashKey, setOf } from '../hash-key';
import { type Dict, itemsOf, kindOf, type List, Tuple, type Value, type ValueSet } from '../values';
import type { MethodArguments, Methods } from './method-arguments';

/** What can be asked of a list or a tuple; nothing changes them. */
export const ITEM_METHODS: Methods<List> = {
  count: (items, given) => given.count(1, 1) && matches(items, given).length,
  index(items, given) {
    const [first] = matches(items, given.count(1, 1));
    if (first === undefined) throw new Fault('the list does not contain what index looks for.');
    return first;
  },
  copy: (items, given) => given.count(0, 0) && items,
};

export const DICT_METHODS: Methods<Dict> = {
  get({ entries }, given) {
    const entry = entries.get(hashKey(given.count(1, 2).value(0), given.meter));
    return entry === undefined ? given.value(1) : entry[1];
  },
  keys: (dict, given) => listOf(dict, given, ([key]) => key),
  values: (dict, given) => listOf(dict, given, ([, value]) => value),
  items: (dict, given) => listOf(dict, given, ([key, value]) => new Tuple([key, value])),
  has_key: ({ entries }, given) => entries.has(hashKey(given.count(1, 1).value(0), given.meter)),
  copy: (dict, given) => given.count(0, 0) && dict,
};

export const SET_METHODS: Methods<ValueSet> = {
  union: (set, given) =>
    setOf([...set.items.values(), ...others(given).items.values()], given.meter),
  intersection(set, given) {
    const other = others(given);
    return setOf(
      membersOf(set, (key) => other.items.has(key)),
      given.meter,
    );
  },
  difference(set, given) {
    const other = others(given);
    return setOf(
      membersOf(set, (key) => !other.items.has(key)),
      given.meter,
    );
  },
  issubset(set, given) {
    const other = others(given);
    return membersOf(set, (key) => !other.items.has(key)).length === 0;
  },
  issuperset(set, given) {
    const other = others(given);
    return membersOf(other, (key) => !set.items.has(key)).length === 0;
  },
};

function matches(items: List, given: MethodArguments): number[] {
  const wanted = given.value(0);
  given.meter.spend(items.length);
  return [...items.keys()].filter((at) => equals(items[at] ?? null, wanted, given.meter));
}

function listOf(
  { entries }: Dict,
  given: MethodArguments,
  pick: (entry: readonly [Value, Value]) => Value,
): Value {
  given.count(0, 0).meter.list(entries.size);
  return [...entries.values()].map(pick);
}

function others(given: MethodArguments): ValueSet {
  const value = given.count(1, 1).value(0);
  const items = itemsOf(value);
  if (items === undefined) throw new Fault(`expected a set or a list, found ${kindOf(value)}.`);
  return setOf(items, given.meter);
}

function membersOf({ items }: ValueSet, isWanted: (key: never) => boolean): Value[] {
  return [...items].filter(([key]) => isWanted(key as never)).map(([, value]) => value);
}
