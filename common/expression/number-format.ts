import { fixedText, generalText, infiniteText, scientificText } from './float-text';
import { intOf, isInt, type Numeric, toDouble } from './numbers';

const PRECISION = 6;

/** A number as `%e`, `%f` or `%g` writes it; capitals for a capital type. */
export function numberText(type: string, value: Numeric, precision = PRECISION): string {
  const kind = type.toLowerCase();
  const double = toDouble(value);
  const text = Number.isFinite(double) ? finiteText(kind, double, precision) : infiniteText(double);
  return type === kind ? text : text.toUpperCase();
}

function finiteText(kind: string, double: number, precision: number): string {
  if (kind === 'f') return fixedText(double, precision);
  return kind === 'e' ? scientificText(double, precision) : generalText(double, precision);
}

/** With `#`: there is always a point, and `g` keeps its zeros. */
export function alternateForm(type: string, value: Numeric, precision = PRECISION): string {
  const double = toDouble(value);
  const text = numberText(type, value, precision);
  if (!Number.isFinite(double)) return text;
  const [, mantissa = '', exponent = ''] = /^([^eE]*)(.*)$/.exec(text) ?? [];
  const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.`;
  if (!/g/i.test(type)) return pointed + exponent;
  const wanted = Math.max(1, precision);
  const isZero = double === 0;
  const present = pointed.replace(isZero ? /[-.]/g : /^-?0*\.?0*|[-.]/g, '').length;
  return pointed + '0'.repeat(Math.max(0, wanted - present)) + exponent;
}

/** A number as `%d`, `%x`, `%X` or `%o` writes it; a fraction is cut off. */
export function integerText(
  type: string,
  value: Numeric,
  { precision = 0, prefix }: { readonly precision?: number | undefined; readonly prefix: boolean },
): string {
  const whole = BigInt(isInt(value) ? value : intOf(Math.trunc(toDouble(value))));
  const radix = type === 'o' ? 8 : type.toLowerCase() === 'x' ? 16 : 10;
  const size = (whole < 0n ? -whole : whole).toString(radix).padStart(precision, '0');
  const mark = prefix && radix !== 10 ? (radix === 8 ? '0o' : '0x') : '';
  const text = `${whole < 0n ? '-' : ''}${mark}${size}`;
  return type === 'X' ? text.toUpperCase() : text;
}

/** To a width: on the left unless flags have `-`; zeros go between sign and digits. */
export function padded(
  text: string,
  form: {
    readonly flags: string;
    readonly width: number;
    readonly plus?: string;
    readonly zeros: boolean;
  },
): string {
  const signed = text.startsWith('-') ? text : `${form.plus ?? ''}${text}`;
  if (form.flags.includes('-')) return padEnd(signed, form.width);
  if (!form.zeros) return padStart(signed, form.width, ' ');
  const [, lead = '', digits = ''] = /^([-+ ]?(?:0[xXoO])?)(.*)$/s.exec(signed) ?? [];
  return lead + padStart(digits, form.width - lead.length, '0');
}

/** Widths count characters, not UTF-16 units. */
export function padStart(text: string, width: number, filler: string): string {
  return filler.repeat(Math.max(0, width - [...text].length)) + text;
}

export function padEnd(text: string, width: number, filler = ' '): string {
  return text + filler.repeat(Math.max(0, width - [...text].length));
}
