import { type BitReader, type BitWriter, ChunkError } from './bit-stream';
import { decodeIntegers, encodeIntegers, isEncodable } from './integer-column';

/**
 * A column of doubles, every bit of them kept.
 *
 * Measured values mostly have few decimals: 12.34 is 1234 / 10², and dividing the whole number gives
 * back the very same double. Such a column is stored as whole numbers with one exponent. Any other
 * is stored as XOR with the value before it (Pelkonen et al., "Gorilla", VLDB 2015, §4.1.2).
 */

const KIND_BITS = 4;
const EXPONENT_MAX = 12;
const XOR = 15;
const POWERS = Array.from({ length: EXPONENT_MAX + 1 }, (_, exponent) => 10 ** exponent);

/** @param values at least one. */
export function encodeFloats(writer: BitWriter, values: Float64Array): void {
  const exponent = exponentOf(values);
  const scaled = exponent === undefined ? undefined : scaleUp(values, exponent);
  if (exponent === undefined || scaled === undefined) {
    writer.write(XOR, KIND_BITS);
    encodeXor(writer, values);
  } else {
    writer.write(exponent, KIND_BITS);
    encodeIntegers(writer, scaled);
  }
}

/** Fills `values`, whose length is known from elsewhere. @throws {ChunkError} */
export function decodeFloats(reader: BitReader, values: Float64Array): void {
  const kind = reader.read(KIND_BITS);
  if (kind === XOR) {
    decodeXor(reader, values);
    return;
  }
  const power = POWERS[kind];
  if (power === undefined) throw new ChunkError(`a column of kind ${kind}`);
  decodeIntegers(reader, values);
  if (power === 1) return;
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] as number) / power;
  }
}

/** How many decimals the values have; undefined when some value has too many. */
function exponentOf(values: Float64Array): number | undefined {
  let exponent = 0;
  for (const value of values) {
    while (!isDecimal(value, POWERS[exponent] as number)) {
      exponent += 1;
      if (exponent > EXPONENT_MAX) return undefined;
    }
  }
  return exponent;
}

function isDecimal(value: number, power: number): boolean {
  return Math.round(value * power) / power === value && !Object.is(value, -0);
}

/** Whole numbers that give back the values when divided; undefined when they would be too large. */
function scaleUp(values: Float64Array, exponent: number): Float64Array | undefined {
  const power = POWERS[exponent] as number;
  const scaled = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (!isDecimal(value, power)) return undefined;
    // Math.round(-0.4) is -0; adding 0 makes it 0.
    scaled[index] = Math.round(value * power) + 0;
  }
  return isEncodable(scaled) ? scaled : undefined;
}

const LEADING_BITS = 5;
const LEADING_MAX = 31;
const LENGTH_BITS = 6;
const WORD_BITS = 32;

/** The two words of each double; every platform that Node runs on stores the low one first. */
function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
}

function encodeXor(writer: BitWriter, values: Float64Array): void {
  const words = wordsOf(values);
  writer.write(words[1] as number, WORD_BITS);
  writer.write(words[0] as number, WORD_BITS);
  let leading = 0;
  let trailing = WORD_BITS * 2;
  for (let index = 2; index < words.length; index += 2) {
    const low = ((words[index] as number) ^ (words[index - 2] as number)) >>> 0;
    const high = ((words[index + 1] as number) ^ (words[index - 1] as number)) >>> 0;
    if (low === 0 && high === 0) {
      writer.write(0, 1);
      continue;
    }
    const zerosBefore = Math.min(LEADING_MAX, Math.clz32(high));
    const zerosAfter = low === 0 ? WORD_BITS + trailingZeros(high) : trailingZeros(low);
    if (zerosBefore >= leading && zerosAfter >= trailing) {
      writer.write(0b10, 2);
    } else {
      leading = zerosBefore;
      trailing = zerosAfter;
      writer.write(0b11, 2);
      writer.write(leading, LEADING_BITS);
      writer.write(WORD_BITS * 2 - leading - trailing - 1, LENGTH_BITS);
    }
    if (trailing < WORD_BITS) {
      writer.write(high, WORD_BITS - leading);
      writer.write(low >>> trailing, WORD_BITS - trailing);
    } else {
      writer.write(high >>> (trailing - WORD_BITS), WORD_BITS * 2 - leading - trailing);
    }
  }
}

function decodeXor(reader: BitReader, values: Float64Array): void {
  const words = wordsOf(values);
  const word = { high: reader.read(WORD_BITS), low: reader.read(WORD_BITS) };
  const window = { leading: 0, trailing: WORD_BITS * 2 - 1 };
  for (let index = 0; index < words.length; index += 2) {
    if (index > 0 && reader.read(1) === 1) {
      if (reader.read(1) === 1) readWindow(reader, window);
      applyXor(reader, window, word);
    }
    words[index] = word.low;
    words[index + 1] = word.high;
  }
}

interface Window {
  leading: number;
  trailing: number;
}

function readWindow(reader: BitReader, window: Window): void {
  window.leading = reader.read(LEADING_BITS);
  window.trailing = WORD_BITS * 2 - window.leading - reader.read(LENGTH_BITS) - 1;
  if (window.trailing < 0) throw new ChunkError('a window of bits that is too wide');
}

function applyXor(
  reader: BitReader,
  { leading, trailing }: Window,
  word: { high: number; low: number },
): void {
  if (trailing < WORD_BITS) {
    word.high ^= reader.read(WORD_BITS - leading);
    word.low ^= reader.read(WORD_BITS - trailing) << trailing;
  } else {
    word.high ^= reader.read(WORD_BITS * 2 - leading - trailing) << (trailing - WORD_BITS);
  }
}

function trailingZeros(word: number): number {
  return WORD_BITS - 1 - Math.clz32(word & -word);
}
