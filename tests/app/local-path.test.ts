import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localPath, loginPath } from '@/app/_lib/local-path';

test.each(['/nodes', '/nodes/n-1?range=1h', '/nodes?q=a%20b&state=live', '/settings/health'])(
  '%s is a place to come back to',
  (path) => {
    expect(localPath(path)).toBe(path);
  },
);

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/\tevil',
  '/a\nb',
  '',
  '/login?next=/login',
  '/api/auth/sign-out',
  null,
  undefined,
])('%j is not, and leads to the start page', (path) => {
  expect(localPath(path)).toBe('/');
});

test('whatever is asked for, the browser stays on this site', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((rest) => `/${rest}`),
      ),
      (path) => {
        const site = 'https://ops.example';
        expect(new URL(localPath(path), site).origin).toBe(site);
      },
    ),
  );
});

test('the way to the login page carries the way back', () => {
  expect(loginPath('/nodes?state=stale')).toBe('/login?next=%2Fnodes%3Fstate%3Dstale');
  expect(loginPath('/')).toBe('/login');
});
