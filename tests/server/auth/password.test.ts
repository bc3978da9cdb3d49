import { hashPassword as oldHash } from 'better-auth/crypto';
import { describe, expect, test } from 'vitest';
import { createPasswordHash } from '@/server/auth/password-hash';
import { checkPassword } from '@/server/auth/password-rules';
import { isTotpCode, totpCode } from '@/server/auth/totp';

const ada = { name: 'Ada Lovelace', email: 'ada.l@example.org' };

describe('a password is refused', () => {
  test.each([
    ['short one', 'at least 12'],
    ['aaaaaaaaaaaaaaaa', 'repeats'],
    ['abcabcabcabcabc', 'repeats'],
    ['xyqwtxyqwtxyqwt', 'over and over'],
    ['Ada Lovelace!1', 'name'],
    ['lovelace.example', 'name'],
    ['qwertyuiop123456', 'guesser'],
    ['1234567890123', 'guesser'],
    ['Password12345!', 'guesser'],
    ['opsbro-admin-123', 'guesser'],
    ['ABCDEFGHIJKLMNOP', 'guesser'],
  ])('when it is like %j', (password, why) => {
    expect(() => checkPassword(password, ada)).toThrow(why);
  });

  test.each([
    'correct horse battery',
    'zT4!pLq9@wXe',
    'my dog eats blue socks',
    'größe über alles',
  ])('but not when it is like %j', (password) => {
    expect(() => checkPassword(password, ada)).not.toThrow();
  });
});

describe('a hash', () => {
  test('fits its password and no other, and is another one each time', async () => {
    const { hash, verify, isOutdated } = createPasswordHash();
    const kept = await hash('correct horse battery');
    expect(kept).toMatch(/^scrypt\$15\$8\$3\$/);
    expect(await hash('correct horse battery')).not.toBe(kept);
    expect(await verify(kept, 'correct horse battery')).toBe(true);
    expect(await verify(kept, 'correct horse batterz')).toBe(false);
    expect(isOutdated(kept)).toBe(false);
  });

  test('that the library made before still fits, and is known to be weak', async () => {
    const { verify, isOutdated } = createPasswordHash();
    const kept = await oldHash('correct horse battery');
    expect(await verify(kept, 'correct horse battery')).toBe(true);
    expect(await verify(kept, 'wrong horse battery')).toBe(false);
    expect(isOutdated(kept)).toBe(true);
  });
});

describe('codes of a second factor', () => {
  const secret = Buffer.from('12345678901234567890');

  // RFC 6238, appendix B, SHA-1; the last six of the eight digits.
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %d seconds are those of RFC 6238', (seconds, code) => {
    expect(totpCode(secret, seconds * 1_000)).toBe(code);
  });

  test('are right half a minute before and after, and not longer', () => {
    const atMs = 1_234_567_890_000;
    const code = totpCode(secret, atMs);
    expect(isTotpCode(secret, code, atMs + 30_000)).toBe(true);
    expect(isTotpCode(secret, code, atMs - 30_000)).toBe(true);
    expect(isTotpCode(secret, code, atMs + 90_000)).toBe(false);
    expect(isTotpCode(secret, code, atMs - 90_000)).toBe(false);
    expect(isTotpCode(secret, '', atMs)).toBe(false);
  });
});
