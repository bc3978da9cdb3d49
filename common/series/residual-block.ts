import { type BitReader, type BitWriter, ChunkError } from './bit-stream';

/** Six bits tell the code of a block: a Rice parameter, or one of these. */
const CODE_BITS = 6;
const ALL_ZERO = 63;
const RANGE = 62;

/** A quotient of this many zeros announces a plain number of 53 bits. */
const ESCAPE = 20;
const PLAIN_BITS = 53;

/** Residuals, whole numbers with |r| < 2^52, in whichever code is the shortest for them. */
export function encodeBlock(writer: BitWriter, residuals: Float64Array): void {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const residual of residuals) {
    if (residual < least) least = residual;
    if (residual > most) most = residual;
    sum += Math.abs(residual);
  }
  if (sum === 0) {
    writer.write(ALL_ZERO, CODE_BITS);
    return;
  }
  const codes = residuals.map(zigzag);
  const rice = bestParameter(codes, (2 * sum) / residuals.length);
  const range = truncated(most - least + 1);
  const rangeCost =
    costOfRange(residuals, least, range) + bitLength(zigzag(least)) + range.bits + 8;
  if (most - least < 2 ** 31 && rangeCost < rice.cost) encodeRange(writer, residuals, least, range);
  else encodeRice(writer, codes, rice.parameter);
}

/** Fills `target`, whose length is known from elsewhere. @throws {ChunkError} */
export function decodeBlock(reader: BitReader, target: Float64Array): void {
  const code = reader.read(CODE_BITS);
  if (code === ALL_ZERO) target.fill(0);
  else if (code === RANGE) decodeRange(reader, target);
  else if (code <= PLAIN_BITS) decodeRice(reader, target, code);
  else throw new ChunkError(`a block of code ${code}`);
}

/** 0, −1, 1, −2, 2 … become 0, 1, 2, 3, 4 … */
export function zigzag(value: number): number {
  return value >= 0 ? 2 * value : -2 * value - 1;
}

export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** How many binary digits a whole number in [0, 2^53) has; 0 has none. */
export function bitLength(value: number): number {
  if (value < 2 ** 32) return 32 - Math.clz32(value);
  return 64 - Math.clz32(Math.floor(value / 2 ** 32));
}

function encodeRice(writer: BitWriter, codes: Float64Array, parameter: number): void {
  const scale = 2 ** parameter;
  writer.write(parameter, CODE_BITS);
  for (const code of codes) {
    const quotient = Math.floor(code / scale);
    if (quotient < ESCAPE) {
      writer.writeUnary(quotient);
      writer.write(code - quotient * scale, parameter);
    } else {
      writer.writeUnary(ESCAPE);
      writer.write(code, PLAIN_BITS);
    }
  }
}

function decodeRice(reader: BitReader, target: Float64Array, parameter: number): void {
  const scale = 2 ** parameter;
  for (let index = 0; index < target.length; index++) {
    const quotient = reader.readUnary(ESCAPE);
    target[index] = unzigzag(
      quotient === ESCAPE ? reader.read(PLAIN_BITS) : quotient * scale + reader.read(parameter),
    );
  }
}

/** Downhill from the parameter that suits the mean; outliers put that one too high. */
function bestParameter(codes: Float64Array, mean: number): { parameter: number; cost: number } {
  let parameter = bitLength(Math.floor(mean));
  let cost = costOfRice(codes, parameter);
  while (parameter > 0) {
    const lower = costOfRice(codes, parameter - 1);
    if (lower > cost) break;
    parameter -= 1;
    cost = lower;
  }
  return { parameter, cost };
}

function costOfRice(codes: Float64Array, parameter: number): number {
  const shrink = 2 ** -parameter;
  let bits = codes.length * (1 + parameter);
  for (const code of codes) {
    const quotient = Math.floor(code * shrink);
    bits += quotient < ESCAPE ? quotient : ESCAPE + PLAIN_BITS - parameter;
  }
  return bits;
}

/** Truncated binary: of `size` numbers, the first `short` take `bits` bits, the others one more. */
interface Truncated {
  readonly size: number;
  readonly bits: number;
  readonly short: number;
}

function truncated(size: number): Truncated {
  const bits = bitLength(size) - 1;
  return { size, bits, short: 2 ** (bits + 1) - size };
}

function costOfRange(residuals: Float64Array, least: number, { bits, short }: Truncated): number {
  let cost = residuals.length * bits;
  for (const residual of residuals) if (residual - least >= short) cost += 1;
  return cost;
}

function encodeRange(
  writer: BitWriter,
  residuals: Float64Array,
  least: number,
  { size, bits, short }: Truncated,
): void {
  writer.write(RANGE, CODE_BITS);
  writer.writeVarint(zigzag(least));
  writer.writeVarint(size);
  for (const residual of residuals) {
    const distance = residual - least;
    if (distance < short) writer.write(distance, bits);
    else writer.write(distance + short, bits + 1);
  }
}

function decodeRange(reader: BitReader, target: Float64Array): void {
  const least = unzigzag(reader.readVarint());
  const { size, bits, short } = truncated(reader.readVarint());
  if (size < 1 || size > 2 ** 31) throw new ChunkError(`a range of ${size}`);
  for (let index = 0; index < target.length; index++) {
    let distance = reader.read(bits);
    if (distance >= short) distance = distance * 2 + reader.read(1) - short;
    target[index] = least + distance;
  }
}
