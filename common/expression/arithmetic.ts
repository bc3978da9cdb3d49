import { Fault } from './fault';
import { LIMITS } from './limits';
import { float, int, isInt, isIntNumber, type Numeric, toDouble, tooLarge } from './numbers';

export function addNumbers(left: Numeric, right: Numeric): Numeric {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (!Number.isSafeInteger(sum)) return beyond(sum, left, right, (a, b) => a + b);
    return isIntNumber(left) && isIntNumber(right) ? sum : float(sum);
  }
  if (isInt(left) && isInt(right)) return int(BigInt(left) + BigInt(right));
  return float(toDouble(left) + toDouble(right));
}

export function subtractNumbers(left: Numeric, right: Numeric): Numeric {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right;
    if (!Number.isSafeInteger(difference)) return beyond(difference, left, right, (a, b) => a - b);
    return isIntNumber(left) && isIntNumber(right) ? difference : float(difference);
  }
  if (isInt(left) && isInt(right)) return int(BigInt(left) - BigInt(right));
  return float(toDouble(left) - toDouble(right));
}

export function multiplyNumbers(left: Numeric, right: Numeric): Numeric {
  if (isInt(left) && isInt(right)) {
    const product = Number(left) * Number(right);
    // Of two ints zero has no sign.
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
    return int(BigInt(left) * BigInt(right));
  }
  return float(toDouble(left) * toDouble(right));
}

/** The true quotient, always a float. */
export function divideNumbers(left: Numeric, right: Numeric): Numeric {
  if (toDouble(right) === 0) throw byZero();
  if (typeof left === 'bigint' || typeof right === 'bigint') return divideLarge(left, right);
  return float(toDouble(left) / toDouble(right));
}

export function floorDivideNumbers(left: Numeric, right: Numeric): Numeric {
  if (isInt(left) && isInt(right)) {
    if (Number(right) === 0) throw byZero();
    const [a, b] = [BigInt(left), BigInt(right)];
    const quotient = a / b;
    return int(quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient);
  }
  return float(floorDivideDoubles(toDouble(left), toDouble(right)));
}

/** The remainder has the sign of the divisor. */
export function moduloNumbers(left: Numeric, right: Numeric): Numeric {
  if (isInt(left) && isInt(right)) {
    if (Number(right) === 0) throw byZero();
    const [a, b] = [BigInt(left), BigInt(right)];
    const rest = a % b;
    return int(rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest);
  }
  return float(moduloDoubles(toDouble(left), toDouble(right)));
}

export function powerNumbers(base: Numeric, exponent: Numeric): Numeric {
  if (isInt(base) && isInt(exponent) && Number(exponent) >= 0) return integerPower(base, exponent);
  const [a, b] = [toDouble(base), toDouble(exponent)];
  if (a === 0 && b < 0) throw new Fault('zero cannot be raised to a negative power.');
  // JavaScript has 1 ** nan and (-1) ** inf as nan, everybody else as 1.
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return float(1);
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) {
    throw new Fault('a negative number has no fractional power among real numbers.');
  }
  const power = a ** b;
  if (Number.isFinite(a) && Number.isFinite(b) && !Number.isFinite(power)) {
    throw new Fault('the number is too large.');
  }
  return float(power);
}

export function negate(value: Numeric): Numeric {
  if (typeof value === 'bigint') return int(-value);
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  return float(-value.number);
}

function integerPower(base: number | bigint, exponent: number | bigint): Numeric {
  const size = BigInt(base);
  if (size === 0n || size === 1n) return BigInt(exponent) === 0n ? 1 : Number(size);
  if (size === -1n) return BigInt(exponent) % 2n === 0n ? 1 : -1;
  // So many bits it has at least: nothing is computed that would be refused.
  const bits = (size < 0n ? -size : size).toString(2).length - 1;
  if (Number(exponent) * Math.max(1, bits) > LIMITS.integerBits) throw tooLarge();
  return int(size ** BigInt(exponent));
}

/** A sum of ints that a double cannot hold exactly, or of floats. */
function beyond(
  sum: number,
  left: number,
  right: number,
  exact: (left: bigint, right: bigint) => bigint,
): Numeric {
  if (isIntNumber(left) && isIntNumber(right)) return int(exact(BigInt(left), BigInt(right)));
  return float(sum);
}

/** Exact to the last bit where a quotient of doubles would round twice. */
function divideLarge(left: Numeric, right: Numeric): Numeric {
  if (!isInt(left) || !isInt(right)) return float(toDouble(left) / toDouble(right));
  const [a, b] = [BigInt(left), BigInt(right)];
  const negative = a < 0n !== b < 0n;
  const [over, under] = [a < 0n ? -a : a, b < 0n ? -b : b];
  if (over === 0n) return float(b < 0n ? -0 : 0);
  // 64 bits of the quotient, the lowest of which says whether there was more: rounded once.
  const shift = BigInt(64 - (over.toString(2).length - under.toString(2).length));
  const [scaledOver, scaledUnder] = shift >= 0n ? [over << shift, under] : [over, under << -shift];
  const sticky = scaledOver % scaledUnder === 0n ? 0n : 1n;
  const quotient = Number((scaledOver / scaledUnder) | sticky) * 2 ** -Number(shift);
  return float(negative ? -quotient : quotient);
}

function moduloDoubles(a: number, b: number): number {
  if (b === 0) throw byZero();
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

/** As CPython's float_divmod does it, so that both agree to the last bit. */
function floorDivideDoubles(a: number, b: number): number {
  if (b === 0) throw byZero();
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && rest < 0 !== b < 0) quotient -= 1;
  // Zero has the sign of the true quotient.
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function byZero(): Fault {
  return new Fault('division by zero.');
}
