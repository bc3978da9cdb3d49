import { Fault } from './fault';
import { LIMITS } from './limits';
import { type Value, WholeFloat } from './values';

/** A number of either kind. */
export type Numeric = number | bigint | WholeFloat;

/** @returns `undefined` for what is no number; booleans count, as in Python */
export function numericOf(value: Value): Numeric | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof WholeFloat ? value : undefined;
}

export function isInt(value: Numeric): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && isIntNumber(value));
}

/** Whether a plain number is an int: whole, exact, and not the float -0.0. */
export function isIntNumber(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

/** The nearest double. @throws {Fault} for an int beyond all doubles */
export function toDouble(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (value instanceof WholeFloat) return value.number;
  const double = Number(value);
  if (!Number.isFinite(double)) throw new Fault('the whole number is too large for a fraction.');
  return double;
}

/** The float of this size. */
export function float(double: number): Numeric {
  return Number.isSafeInteger(double) ? new WholeFloat(double) : double;
}

/** The int of this size. @throws {Fault} when it is too large */
export function int(value: bigint): number | bigint {
  if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
    return Number(value);
  }
  if (value > INT_MAX || value < -INT_MAX) throw tooLarge();
  return value;
}

const INT_MAX = 2n ** BigInt(LIMITS.integerBits);

export function tooLarge(): Fault {
  return new Fault(`the whole number would have more than ${LIMITS.integerBits} bits.`);
}

/** The int below or at a double. @throws {Fault} for what is no finite number */
export function intOf(double: number): number | bigint {
  if (!Number.isFinite(double)) throw new Fault(`${double} has no whole number.`);
  return int(BigInt(double));
}

/** A number that data gave as text, such as `42`, `-1.5` or `1e3`. @returns `undefined` otherwise */
export function parseNumeric(text: string): Numeric | undefined {
  const trimmed = text.trim().replace(/(?<=\d)_(?=\d)/g, '');
  if (/^[+-]?\d{1,1000}$/.test(trimmed)) return int(BigInt(trimmed.replace(/^\+/, '')));
  const form = /^[+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,4})?$/;
  if (form.test(trimmed)) return float(Number(trimmed));
  const [, sign, word] = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed) ?? [];
  if (word === undefined) return undefined;
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
