/**
 * What an expression can come to. A plain `number` is an int when it is a safe integer and a float
 * otherwise, so that measured data need no wrapping; the two kinds that this cannot tell have forms
 * of their own: `WholeFloat` (`2.0`) and `bigint` (ints beyond 2^53).
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | List
  | WholeFloat
  | Tuple
  | Dict
  | ValueSet
  | Missing;

export type List = readonly Value[];

/** A float that is a whole number, as `4 / 2` is in Python. */
export class WholeFloat {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

export class Tuple {
  readonly items: List;

  constructor(items: List) {
    this.items = items;
  }
}

/** What stands for a value in a dict or a set; equal for values that are equal. */
export type HashKey = string | number | bigint;

/** Keys of any hashable kind, in the order of their coming. Data can reach no prototype through it. */
export class Dict {
  readonly entries: ReadonlyMap<HashKey, readonly [key: Value, value: Value]>;

  constructor(entries: ReadonlyMap<HashKey, readonly [key: Value, value: Value]>) {
    this.entries = entries;
  }
}

export class ValueSet {
  readonly items: ReadonlyMap<HashKey, Value>;

  constructor(items: ReadonlyMap<HashKey, Value>) {
    this.items = items;
  }
}

/** There is no such value, and why. It is neither false nor None: what touches it is missing too. */
export class Missing {
  /** A phrase: `collector redis has not run yet`. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export function isList(value: Value): value is List {
  return Array.isArray(value);
}

/** The items of a list, a tuple or a set; `undefined` for what is none. */
export function itemsOf(value: Value): List | undefined {
  if (isList(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof ValueSet) return [...value.items.values()];
  return undefined;
}

/** How a message calls the kind of a value. */
export function kindOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'a boolean';
    case 'number':
    case 'bigint':
      return 'a number';
    default:
      return kindOfObject(value);
  }
}

function kindOfObject(value: Value): string {
  if (value === null) return 'None';
  if (isList(value)) return 'a list';
  if (value instanceof WholeFloat) return 'a number';
  if (value instanceof Tuple) return 'a tuple';
  if (value instanceof Dict) return 'a dict';
  return value instanceof ValueSet ? 'a set' : 'a missing value';
}

/** As Python tests it. A missing value is not asked: whoever could meet one looks first. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (value === null || value === 0) return false;
  if (typeof value !== 'object') return true;
  if (value instanceof WholeFloat) return value.number !== 0;
  return sizeOf(value) !== 0;
}

/** How many things are in a container; 1 for what is none. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  if (isList(value)) return value.length;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Dict) return value.entries.size;
  return value instanceof ValueSet ? value.items.size : 1;
}
