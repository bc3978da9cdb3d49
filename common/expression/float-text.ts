/** The shortest text that reads back as the same float, as Python's `repr` writes it: `2.0`, `1e+16`. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return infiniteText(value);
  const { sign, digits, exponent } = shortest(value);
  if (exponent < -4 || exponent >= 16) return sign + exponentForm(digits, exponent);
  return sign + pointForm(digits, exponent, true);
}

/** `nan`, `inf` or `-inf`. */
export function infiniteText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

interface Decimal {
  readonly sign: '' | '-';
  /** Without a point; the first one is before it. */
  readonly digits: string;
  readonly exponent: number;
}

/** The shortest digits that tell a finite float from its neighbours. */
function shortest(value: number): Decimal {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { sign, digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** `d.ddde+XX` */
function exponentForm(digits: string, exponent: number): string {
  const rest = digits.slice(1);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits[0]}${rest === '' ? '' : `.${rest}`}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** `ddd.ddd`; with `.0` at the end of a whole number when asked for. */
function pointForm(digits: string, exponent: number, withZero: boolean): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  if (rest === '') return withZero ? `${whole}.0` : whole;
  return `${whole}.${rest}`;
}

/** `%.<places>f`: exact, halves to the even digit. The value is finite. */
export function fixedText(value: number, places: number): string {
  const { sign, over, under } = fractionOf(value);
  const digits = String(roundedQuotient(over * 10n ** BigInt(places), under));
  const padded = digits.padStart(places + 1, '0');
  const whole = padded.slice(0, padded.length - places);
  return `${sign}${whole}${places === 0 ? '' : `.${padded.slice(-places)}`}`;
}

/** `%.<places>e`: exact, halves to the even digit. The value is finite. */
export function scientificText(value: number, places: number): string {
  const { sign, digits, exponent } = significant(value, places + 1);
  return sign + exponentForm(digits, exponent);
}

/** `%.<digits>g`: without zeros at the end, with an exponent where the number is large or tiny. */
export function generalText(value: number, precision: number): string {
  const { sign, digits, exponent } = significant(value, Math.max(1, precision));
  const short = digits.replace(/0+$/, '') || '0';
  const isWide = exponent < -4 || exponent >= Math.max(1, precision);
  return sign + (isWide ? exponentForm(short, exponent) : pointForm(short, exponent, false));
}

function significant(value: number, count: number): Decimal {
  const { sign, over, under } = fractionOf(value);
  if (over === 0n) return { sign, digits: '0'.repeat(count), exponent: 0 };
  let exponent = Number(Math.abs(value).toExponential().split('e')[1] ?? '0');
  const shift = count - 1 - exponent;
  const scaled = (places: number) =>
    places >= 0
      ? roundedQuotient(over * 10n ** BigInt(places), under)
      : roundedQuotient(over, under * 10n ** BigInt(-places));
  let digits = String(scaled(shift));
  if (digits.length > count) {
    // 9.99 became 10.0.
    digits = digits.slice(0, count);
    exponent += 1;
  }
  return { sign, digits, exponent };
}

interface Fraction {
  readonly sign: '' | '-';
  readonly over: bigint;
  readonly under: bigint;
}

/** A finite double as the fraction that it is. */
function fractionOf(value: number): Fraction {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  const stored = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const mantissa = biased === 0 ? stored : stored | (1n << 52n);
  const power = Math.max(biased, 1) - 1_075;
  const sign = high >>> 31 === 1 ? '-' : '';
  if (power >= 0) return { sign, over: mantissa << BigInt(power), under: 1n };
  return { sign, over: mantissa, under: 1n << BigInt(-power) };
}

/** To the nearest whole number, halves to the even one. */
function roundedQuotient(over: bigint, under: bigint): bigint {
  const quotient = over / under;
  const twice = (over % under) * 2n;
  const isUp = twice > under || (twice === under && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}
