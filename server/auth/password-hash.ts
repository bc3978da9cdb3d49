import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { verifyPassword as verifyOldHash } from 'better-auth/crypto';
import { createWorkGate } from '../work-gate';

/**
 * How passwords are kept: `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`, the last two in base64url. The
 * cost is OWASP's for scrypt with 32 MiB a hash; the library's own (N = 2^14, r = 16, p = 1) costs
 * an attacker about half of that.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
export const PASSWORD_COST: PasswordCost = { logN: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Each takes a core and some 32 MiB. */
const AT_ONCE = {
  runningMax: 2,
  waitingMax: 20,
  refusal: 'Too many passwords are being checked at this moment. Try again in a few seconds.',
};
const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

/** Of scrypt, RFC 7914: memory is 128 · 2^logN · r bytes, and `p` multiplies the time. */
export interface PasswordCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

export type PasswordHash = ReturnType<typeof createPasswordHash>;

/** Hashes and checks passwords, two at a time; throws `AppError` BUSY when too many wait. */
export function createPasswordHash(cost = PASSWORD_COST) {
  const inTurn = createWorkGate(AT_ONCE);
  const form = `scrypt$${cost.logN}$${cost.r}$${cost.p}$`;

  return {
    hash: (password: string): Promise<string> =>
      inTurn(async () => {
        const salt = randomBytes(SALT_BYTES);
        const key = await derive(password, salt, cost);
        return `${form}${salt.toString('base64url')}$${key.toString('base64url')}`;
      }),

    /** @param hash as `hash` writes it, or as the library did before */
    verify: (hash: string, password: string): Promise<boolean> =>
      inTurn(async () => {
        const parts = FORM.exec(hash);
        if (parts === null) return verifyOldHash({ hash, password });
        const [, logN, r, p, salt = '', key = ''] = parts;
        const itsCost = { logN: Number(logN), r: Number(r), p: Number(p) };
        const found = await derive(password, Buffer.from(salt, 'base64url'), itsCost);
        return timingSafeEqual(found, Buffer.from(key, 'base64url'));
      }),

    /** Whether a hash costs another than a new one would; it is replaced at the next sign-in. */
    isOutdated: (hash: string): boolean => !hash.startsWith(form),
  };
}

function derive(password: string, salt: Buffer, { logN, r, p }: PasswordCost): Promise<Buffer> {
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 256 * N * r };
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
