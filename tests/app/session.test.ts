import { TRPCClientError } from '@trpc/client';
import { expect, test } from 'vitest';
import { retryDelayMs } from '@/app/_lib/api-client';
import { PASSWORD_LENGTHS, passwordError, passwordStrength } from '@/app/_lib/password-strength';
import { isSignedOut } from '@/app/_lib/query-client';
import { THEME_SCRIPT, themeOf } from '@/app/_lib/theme';
import { providerError } from '@/app/(auth)/login/_components/provider-error';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '@/common/domain/user';

test('a lost socket is tried again soon, later, and never more than five seconds apart', () => {
  expect(retryDelayMs(0, 1)).toBe(250);
  expect(retryDelayMs(2, 1)).toBe(1_000);
  expect(retryDelayMs(50, 1)).toBe(5_000);
  expect(retryDelayMs(50, 0)).toBe(2_500);
});

test('only an answer of 401 means that the session is over', () => {
  const answer = (httpStatus: number) =>
    new TRPCClientError('no', { result: { error: { data: { httpStatus } } } });
  expect(isSignedOut(answer(401))).toBe(true);
  expect(isSignedOut(answer(403))).toBe(false);
  expect(isSignedOut(new Error('fetch failed'))).toBe(false);
});

test('a password that is long but repeats itself is called weak', () => {
  expect(passwordStrength('short').score).toBe(0);
  expect(passwordStrength('aaaaaaaaaaaaaaaa').score).toBe(1);
  expect(passwordStrength('abcdefghijklmnop').score).toBe(1);
  expect(passwordStrength('correct horse').score).toBe(2);
  expect(passwordStrength('correct horse battery staple').score).toBe(3);
});

test('the theme is what the cookie says, and the system’s when it says nonsense', () => {
  expect(themeOf('a=1; opsbro-theme=dark; b=2')).toBe('dark');
  expect(themeOf('xopsbro-theme=dark')).toBe('system');
  expect(themeOf('opsbro-theme=pink')).toBe('system');
});

test('the inline script is a program of its own and cannot end its element early', () => {
  expect(() => new Function(THEME_SCRIPT)).not.toThrow();
  expect(THEME_SCRIPT).not.toContain('<');
});

test('pages refuse the lengths of passwords that the server refuses', () => {
  expect(PASSWORD_LENGTHS).toEqual({ min: PASSWORD_LENGTH_MIN, max: PASSWORD_LENGTH_MAX });
  expect(passwordError('x'.repeat(PASSWORD_LENGTH_MIN))).toBeUndefined();
  expect(passwordError('x'.repeat(PASSWORD_LENGTH_MIN - 1))).toBeDefined();
  expect(passwordError('x'.repeat(PASSWORD_LENGTH_MAX + 1))).toBeDefined();
});

test('a word in the address never becomes the text of the sign-in page', () => {
  expect(providerError('signup_disabled')).toMatch(/invite/);
  expect(providerError('<b>hello</b>')).not.toContain('hello');
  expect(providerError('toString')).toBe(providerError('anything'));
});
