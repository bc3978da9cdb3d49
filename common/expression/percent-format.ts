import { characters } from './code-points';
import { Fault } from './fault';
import { hashKey } from './hash-key';
import type { Meter } from './limits';
import { alternateForm, integerText, numberText, padded } from './number-format';
import { isInt, numericOf } from './numbers';
import { reprOf, textOf } from './show';
import { Dict, kindOf, Tuple, type Value } from './values';

/** `%(key)-05.2f`: key, flags, width, precision, length (which means nothing), type. */
const CONVERSION = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?(.|$)/gsu;

const WIDTH_MAX = 1_000;
const PRECISION_MAX = 500;

interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/**
 * Python's `'…' % values`.
 * @param given a tuple for several places, a dict for named ones, anything else for one
 */
export function formatPercent(format: string, given: Value, meter: Meter): string {
  const takes = new PercentValues(given, meter);
  const parts: string[] = [];
  let at = 0;
  meter.text(format.length);
  for (const match of format.matchAll(CONVERSION)) {
    const [whole, key, flags = '', width = '', precision, type = ''] = match;
    parts.push(format.slice(at, match.index));
    at = match.index + whole.length;
    if (type === '%') {
      parts.push('%');
      continue;
    }
    const { length, leftwards } = widthOf(width, takes);
    const conversion = {
      flags: leftwards ? `${flags}-` : flags,
      width: length,
      precision: precisionOf(precision, takes),
      type,
    };
    checkType(type, whole);
    const text = convert(conversion, takes.next(key), meter);
    meter.text(text.length);
    parts.push(text);
  }
  takes.end();
  const text = parts.join('') + format.slice(at);
  meter.text(text.length);
  return text;
}

function checkType(type: string, whole: string): void {
  if (type !== '' && 'diuoxXeEfFgGcrsa'.includes(type)) return;
  const found = type === '' ? 'the end of the text' : type;
  throw new Fault(
    `after ${whole.slice(0, 20)} expected one of s d i f e g x o c r % in the format, found ${found}; a % itself is written %%.`,
  );
}

/** Hands out the values in the order of the places. */
class PercentValues {
  readonly #given: Value;
  readonly #items: readonly Value[];
  readonly #meter: Meter;
  #at = 0;
  #usedKeys = false;

  constructor(given: Value, meter: Meter) {
    this.#given = given;
    this.#items = given instanceof Tuple ? given.items : [given];
    this.#meter = meter;
  }

  next(key?: string): Value {
    if (key !== undefined) return this.#named(key);
    const value = this.#items[this.#at];
    if (value === undefined) {
      throw new Fault(`the format has more places than the ${this.#items.length} given values.`);
    }
    this.#at += 1;
    return value;
  }

  end(): void {
    if (this.#usedKeys || this.#at === this.#items.length || this.#given instanceof Dict) return;
    throw new Fault(
      `the format has ${this.#at} places for ${this.#items.length} given values; a place is written %s.`,
    );
  }

  #named(key: string): Value {
    this.#usedKeys = true;
    if (!(this.#given instanceof Dict)) {
      throw new Fault(`%(${key}) takes its value from a dict, found ${kindOf(this.#given)}.`);
    }
    const entry = this.#given.entries.get(hashKey(key, this.#meter));
    if (entry === undefined) throw new Fault(`the given dict has no key '${key}'.`);
    return entry[1];
  }
}

function widthOf(text: string, takes: PercentValues): { length: number; leftwards: boolean } {
  const size = text === '*' ? starOf(takes) : Number(text || 0);
  const length = Math.abs(size);
  if (length > WIDTH_MAX) throw new Fault(`a width of ${length} is more than ${WIDTH_MAX}.`);
  return { length, leftwards: size < 0 };
}

function precisionOf(text: string | undefined, takes: PercentValues): number | undefined {
  if (text === undefined) return undefined;
  const precision = text === '*' ? Math.max(0, starOf(takes)) : Number(text || 0);
  if (precision <= PRECISION_MAX) return precision;
  throw new Fault(`a precision of ${precision} is more than ${PRECISION_MAX}.`);
}

function starOf(takes: PercentValues): number {
  const value = takes.next();
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new Fault(`* in a format takes a whole number, found ${kindOf(value)}.`);
}

function convert(conversion: Conversion, value: Value, meter: Meter): string {
  const { type, precision } = conversion;
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? textOf(value, meter) : reprOf(value, meter);
    const shown = type === 'a' ? asciiOf(text) : text;
    const cut = precision === undefined ? shown : characters(shown).slice(0, precision).join('');
    return padded(cut, { ...conversion, zeros: false });
  }
  if (type === 'c') return padded(characterOf(value), { ...conversion, zeros: false });
  return convertNumber(conversion, value);
}

function convertNumber(conversion: Conversion, value: Value): string {
  const { type, precision, flags } = conversion;
  const number = numericOf(value);
  if (number === undefined) {
    throw new Fault(`%${type} writes a number, found ${kindOf(value)}; %s writes anything.`);
  }
  const plus = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const zeros = flags.includes('0');
  if ('eEfFgG'.includes(type)) {
    const text = flags.includes('#')
      ? alternateForm(type, number, precision)
      : numberText(type, number, precision);
    return padded(text, { ...conversion, plus, zeros });
  }
  if ('xXo'.includes(type) && !isInt(number)) {
    throw new Fault(`%${type} writes a whole number, found one with a fraction.`);
  }
  const text = integerText(type, number, { precision, prefix: flags.includes('#') });
  return padded(text, { ...conversion, plus, zeros });
}

function characterOf(value: Value): string {
  if (typeof value === 'string' && characters(value).length === 1) return value;
  const isCode = typeof value === 'number' && Number.isInteger(value);
  if (isCode && value >= 0 && value <= 0x10ffff) return String.fromCodePoint(value);
  throw new Fault(`%c writes one character or the number of one, found ${kindOf(value)}.`);
}

function asciiOf(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  });
}
