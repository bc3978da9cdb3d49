import { randomInt } from 'node:crypto';
import { type Random, seededRandom } from '../random';

/** Chance for jitter, seeded once from the kernel's. Secrets come from `node:crypto` directly. */
export function systemRandom(): Random {
  return seededRandom(randomInt(1, 2 ** 32 - 1));
}
