import { multiplyNumbers } from './arithmetic';
import { Fault } from './fault';
import type { Meter } from './limits';
import { integerText, numberText, padEnd, padStart } from './number-format';
import { isInt, type Numeric, numericOf } from './numbers';
import { textOf } from './show';
import { kindOf, type Value } from './values';

const FIELD = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;
const NAME = /^(?:\d{1,4}|[A-Za-z_]\w{0,63})?$/;
const SPEC = /^(?:(.)?([<>^=]))?([-+ ]?)(#?)(0?)(\d{0,4})(,?)(?:\.(\d{1,3}))?([sdxXobeEfFgG%]?)$/su;
const WIDTH_MAX = 1_000;

/**
 * Python's `'…'.format(…)`: `{}`, `{0}`, `{name}` and what may stand after a colon. There is no
 * way from a field to an attribute or an item of its value.
 */
export function formatBraces(
  format: string,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  meter: Meter,
): string {
  let next = 0;
  meter.text(format.length);
  const text = format.replace(FIELD, (whole, inner: string | undefined) => {
    if (whole === '{{' || whole === '}}') return whole.charAt(0);
    if (inner === undefined) throw new Fault(`a ${whole} itself is written ${whole}${whole}.`);
    const [, name = '', spec = ''] = /^([^:]*):?(.*)$/s.exec(inner) ?? [];
    if (!NAME.test(name)) {
      throw new Fault(`a field is {}, {0} or {name}, found {${inner.slice(0, 40)}}.`);
    }
    const value = pick(name === '' ? String(next++) : name, positional, named);
    const piece = formatField(value, spec, meter);
    meter.text(piece.length);
    return piece;
  });
  meter.text(text.length);
  return text;
}

function pick(
  name: string,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Value {
  const value = /^\d/.test(name) ? positional[Number(name)] : named.get(name);
  if (value === undefined) throw new Fault(`format was given no value for {${name}}.`);
  return value;
}

interface FieldForm {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly prefix: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly comma: boolean;
  readonly places: number | undefined;
  readonly type: string;
}

/** What stands behind the colon of a field. */
function readForm(spec: string): FieldForm {
  const match = SPEC.exec(spec);
  if (match === null) {
    throw new Fault(`{:${spec.slice(0, 20)}} is no form for a value; write {:.2f}.`);
  }
  const [, fill = ' ', align, sign = '', mark, zero, width, comma, precision, type = ''] = match;
  if (Number(width) > WIDTH_MAX) throw new Fault(`a width of ${width} is more than ${WIDTH_MAX}.`);
  return {
    fill,
    align,
    sign,
    prefix: mark !== '',
    zero: zero !== '',
    width: Number(width),
    comma: comma !== '',
    places: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function formatField(value: Value, spec: string, meter: Meter): string {
  if (spec === '') return textOf(value, meter);
  const form = readForm(spec);
  const isNumber = form.type !== 's' && !(typeof value === 'boolean' && form.type === '');
  const number = isNumber ? numericOf(value) : undefined;
  if (number !== undefined) return formatNumber(number, form, meter);
  if (form.type !== '' && form.type !== 's') {
    throw new Fault(`{:${form.type}} writes a number, found ${kindOf(value)}.`);
  }
  const text = [...textOf(value, meter)].slice(0, form.places).join('');
  return aligned(text, form.align ?? '<', form.fill, form.width);
}

function formatNumber(number: Numeric, form: FieldForm, meter: Meter): string {
  const { align, fill, sign, width } = form;
  const body = grouped(fieldNumber(number, form, meter), form.comma);
  const signed = body.startsWith('-') || sign === '-' ? body : sign + body;
  const isZeroed = form.zero && align === undefined;
  return aligned(signed, isZeroed ? '=' : (align ?? '>'), isZeroed ? '0' : fill, width);
}

function fieldNumber(number: Numeric, { type, places, prefix }: FieldForm, meter: Meter): string {
  if (type === '%') return `${numberText('f', multiplyNumbers(number, 100), places)}%`;
  if (type !== '' && 'dxXob'.includes(type)) {
    if (!isInt(number)) throw new Fault(`{:${type}} writes a whole number, found a fraction.`);
    return type === 'b' ? BigInt(number).toString(2) : integerText(type, number, { prefix });
  }
  if (type !== '') return numberText(type, number, places);
  return places === undefined ? textOf(number, meter) : numberText('g', number, places);
}

/** Commas between thousands. */
function grouped(text: string, isGrouped: boolean): string {
  return isGrouped
    ? text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(?:\d{3})+$)/g, ','))
    : text;
}

function aligned(text: string, align: string, fill: string, width: number): string {
  const room = Math.max(0, width - [...text].length);
  if (align === '<') return padEnd(text, width, fill);
  if (align === '>') return padStart(text, width, fill);
  if (align === '^')
    return fill.repeat(Math.floor(room / 2)) + text + fill.repeat(Math.ceil(room / 2));
  const [, lead = '', rest = ''] = /^([-+ ]?)(.*)$/s.exec(text) ?? [];
  return lead + fill.repeat(room) + rest;
}
