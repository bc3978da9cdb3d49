import { describe, expect, test } from 'vitest';
import { reasonParts } from '@/app/(dashboard)/nodes/roles/[role]/_components/reason-parts';

const checksOf = (reason: string) =>
  reasonParts(reason)
    .filter(({ check }) => check)
    .map(({ text }) => text);

describe('the reason of a role', () => {
  test.each([
    ['shop.mem is critical: 96 % used', ['shop.mem']],
    [
      'shop.mem is critical: 96 % used; linux.disks/full is warning',
      ['shop.mem', 'linux.disks/full'],
    ],
    ['shop.up is stale', ['shop.up']],
    ['the check shop.mem is not for this machine: not in web', ['shop.mem']],
  ])('%s names its checks', (reason, checks) => {
    expect(checksOf(reason)).toEqual(checks);
  });

  test.each([
    'healthy_if: column 1: division by zero.',
    "{{checks.shop.mem.state}} == 'ok' is not true",
    'not looked at yet',
    'the disk of shop.mem is critical: full',
    '',
  ])('%s names none', (reason) => {
    expect(checksOf(reason)).toEqual([]);
  });

  test('loses no letter of it', () => {
    const reason = 'shop.mem is critical: a; b; shop.up is warning: 1.5 is much';
    expect(
      reasonParts(reason)
        .map(({ text }) => text)
        .join(''),
    ).toBe(reason);
  });
});
