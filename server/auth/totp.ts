import { createHmac, timingSafeEqual } from 'node:crypto';

const PERIOD_MS = 30_000;
const DIGITS = 6;
/** Steps before and after the present one that count too, for clocks that do not agree. */
const DRIFT_STEPS = 1;

/** @see https://www.rfc-editor.org/rfc/rfc6238 with SHA-1, six digits, thirty seconds */
export function totpCode(secret: Uint8Array, atMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / PERIOD_MS)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  // RFC 4226, 5.3: the last four bits say where the 31 bits begin.
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

export function isTotpCode(secret: Uint8Array, code: string, nowMs: number): boolean {
  const given = Buffer.from(code);
  let isRight = false;
  for (let step = -DRIFT_STEPS; step <= DRIFT_STEPS; step++) {
    const known = Buffer.from(totpCode(secret, nowMs + step * PERIOD_MS));
    if (given.length === known.length && timingSafeEqual(given, known)) isRight = true;
  }
  return isRight;
}
