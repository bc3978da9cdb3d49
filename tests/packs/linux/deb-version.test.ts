import { describe, expect, test } from 'vitest';
import { compareDebVersions } from '@/packs/linux/debian/deb-version';

describe('Debian versions', () => {
  test.each([
    ['1.0', '1.1'],
    ['1.9', '1.10'],
    ['1.0~rc1', '1.0'],
    ['1.0~~', '1.0~'],
    ['1.0', '1.0a'],
    ['1.0a', '1.0+b1'],
    ['1.0-1', '1.0-1+deb12u1'],
    ['1.0-1+b6', '1.0-1+deb12u1'],
    ['1.0-9', '1.0-10'],
    ['1.0', '1.0-1'],
    ['9.9-9', '1:0.1-1'],
    ['2:3.87.1-1+deb12u2', '2:3.87.1-1+deb12u4'],
    ['1.0-1~bpo12+1', '1.0-1'],
    ['20230311+deb12u1', '20250419~deb12u2'],
    ['1.2-3-1', '1.2-3-2'],
    ['9'.repeat(400), '9'.repeat(401)],
    ['10.42', '10.042.1'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareDebVersions(older, newer)).toBeLessThan(0);
    expect(compareDebVersions(newer, older)).toBeGreaterThan(0);
  });

  test.each([
    ['1.0', '0:1.0'],
    ['1.0', '1.00'],
    ['1.0', '1.0-0'],
    ['', ''],
  ])('%j and %j are equal', (a, b) => {
    expect(compareDebVersions(a, b)).toBe(0);
  });

  test.each([':', '-', 'x:1', '~', '\0', 'é', '9'.repeat(500)])('%j has a place, too', (odd) => {
    const there = Math.sign(compareDebVersions(odd, '1'));
    expect(there + Math.sign(compareDebVersions('1', odd))).toBe(0);
  });
});
