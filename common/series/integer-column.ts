import { type BitReader, type BitWriter, ChunkError } from './bit-stream';
import { bitLength, decodeBlock, encodeBlock, unzigzag, zigzag } from './residual-block';

/**
 * A column of whole numbers, smaller the more regular it is:
 *
 *     x  =  first + divisor · y           divisor: what all differences from the first share
 *     y  →  y, Δy or ΔΔy                  whichever is smallest: noise, walks and gauges, counters
 *        →  blocks of 128, each in the shorter of two codes:
 *           rice     zigzag, then Golomb-Rice (1979): for residuals that are mostly small
 *           range    distance from the block's least, in truncated binary: for even spreads
 *
 * A column that is all equal, or that grows by the same step, has no blocks at all.
 */

/** Differences from the first must stay below this, so that a zigzagged ΔΔ fits in 53 bits. */
const SPREAD = 2 ** 50;
const BLOCK = 128;
const ORDER_BITS = 2;
/** Stands for order 2 whose residuals are all zero but the first. */
const STEADY = 3;

/** Whether `encodeIntegers` takes this column: safe integers within 2^50; −0 would come back as 0. */
export function isEncodable(column: Float64Array): boolean {
  const first = column[0] ?? 0;
  for (const value of column) {
    if (!Number.isSafeInteger(value) || Math.abs(value - first) >= SPREAD) return false;
  }
  return true;
}

/** @param column at least one number, for which `isEncodable` holds. */
export function encodeIntegers(writer: BitWriter, column: Float64Array): void {
  const first = column[0] ?? 0;
  writer.write(first < 0 ? 1 : 0, 1);
  writer.writeVarint(Math.abs(first));
  const divisor = sharedDivisor(column, first);
  writer.writeVarint(divisor);
  if (divisor === 0) return;

  const scaled = new Float64Array(column.length - 1);
  for (let index = 0; index < scaled.length; index++) {
    scaled[index] = ((column[index + 1] as number) - first) / divisor;
  }
  const { order, residuals } = bestResiduals(scaled);
  const rest = residuals.subarray(1);
  const steady = order === 2 && rest.every((residual) => residual === 0);
  writer.write(steady ? STEADY : order, ORDER_BITS);
  writer.writeVarint(zigzag(residuals[0] as number));
  if (steady) return;
  for (let start = 0; start < rest.length; start += BLOCK) {
    encodeBlock(writer, rest.subarray(start, start + BLOCK));
  }
}

/** Fills `column`, whose length is known from elsewhere. @throws {ChunkError} */
export function decodeIntegers(reader: BitReader, column: Float64Array): void {
  const negative = reader.read(1) === 1;
  const size = reader.readVarint();
  const first = negative ? -size : size;
  const divisor = reader.readVarint();
  column.fill(first);
  if (divisor === 0) return;

  const code = reader.read(ORDER_BITS);
  const residuals = column.subarray(1);
  if (residuals.length === 0) throw new ChunkError('a lone number with a divisor');
  residuals.fill(0);
  residuals[0] = unzigzag(reader.readVarint());
  for (let start = 1; code !== STEADY && start < residuals.length; start += BLOCK) {
    decodeBlock(reader, residuals.subarray(start, start + BLOCK));
  }
  const order = Math.min(code, 2);
  for (let pass = 0; pass < order; pass++) accumulate(residuals);
  for (let index = 0; index < residuals.length; index++) {
    residuals[index] = first + divisor * (residuals[index] as number);
  }
}

/** The greatest number that divides every difference from the first; 0 when all are equal. */
function sharedDivisor(column: Float64Array, first: number): number {
  let divisor = 0;
  for (const value of column) {
    if (divisor === 1) return 1;
    const difference = Math.abs(value - first);
    if (divisor === 0) divisor = difference;
    else if (remainder(difference, divisor) !== 0) divisor = greatestCommon(divisor, difference);
  }
  return divisor;
}

function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b);
}

/** As `%`, which is ten times faster when told that both are integers of 32 bits. */
function remainder(value: number, divisor: number): number {
  return value < 2 ** 31 && divisor < 2 ** 31 ? (value | 0) % (divisor | 0) : value % divisor;
}

/** Residuals of the order (how often differences are taken) that needs the fewest bits. */
function bestResiduals(scaled: Float64Array): { order: number; residuals: Float64Array } {
  let best = { order: 0, residuals: scaled };
  let fewest = sizeOf(scaled);
  let residuals = scaled;
  for (let order = 1; order <= 2; order++) {
    residuals = differences(residuals);
    const size = sizeOf(residuals);
    if (size <= fewest) {
      best = { order, residuals };
      fewest = size;
    }
  }
  return best;
}

function differences(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length);
  let previous = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    result[index] = value - previous;
    previous = value;
  }
  return result;
}

function accumulate(values: Float64Array): void {
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    sum += values[index] as number;
    values[index] = sum;
  }
}

/** About how many bits the residuals need after the first: lengths of their distances from the mean. */
function sizeOf(residuals: Float64Array): number {
  const count = residuals.length - 1;
  let sum = 0;
  for (let index = 1; index <= count; index++) sum += residuals[index] as number;
  const mean = Math.round(sum / count);
  let bits = 0;
  for (let index = 1; index <= count; index++) {
    bits += bitLength(Math.abs((residuals[index] as number) - mean));
  }
  return bits;
}
