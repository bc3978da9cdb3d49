import { expect, test } from 'vitest';
import { addressRangeError } from '@/app/_lib/address-range';
import {
  FIELDS_AT_FIRST,
  groupsError,
  usesError,
  wantedToken,
  zoneError,
} from '@/app/(dashboard)/_components/add-node/join-fields';
import { arrivalsWith } from '@/app/(dashboard)/_components/add-node/prepare-arrivals';
import { clockWords } from '@/app/(dashboard)/nodes/[nodeId]/_components/prepare-enrolment';
import {
  factsOf,
  saySame,
  twinFacts,
} from '@/app/(dashboard)/settings/enrolment/_components/prepare-machine';
import { groupName } from '@/common/domain/desired-state';

test('one machine is let in within an hour by default, and never within more than a day', () => {
  expect(wantedToken(FIELDS_AT_FIRST)).toEqual({
    note: '',
    expiresInMs: 3_600_000,
    usesMax: 1,
    groups: [],
    zone: '',
    addressRange: '',
    needsApproval: false,
  });
  expect(wantedToken({ ...FIELDS_AT_FIRST, expiry: '30d' })?.expiresInMs).toBe(24 * 3_600_000);
  expect(wantedToken({ ...FIELDS_AT_FIRST, uses: '20', expiry: '30d' })?.expiresInMs).toBe(
    30 * 24 * 3_600_000,
  );
});

test('nothing is asked for while a field is wrong', () => {
  expect(wantedToken({ ...FIELDS_AT_FIRST, uses: '0' })).toBeUndefined();
  expect(wantedToken({ ...FIELDS_AT_FIRST, groups: 'Web' })).toBeUndefined();
  expect(wantedToken({ ...FIELDS_AT_FIRST, addressRange: '10.0.0.0/33' })).toBeUndefined();
  expect(usesError('1.5')).toBeDefined();
  expect(zoneError('x'.repeat(65))).toBeDefined();
});

test('the dialog takes for a group what the server takes for one', () => {
  const words = [
    'web',
    'a:b',
    '-x',
    'Ü',
    'x'.repeat(64),
    'x'.repeat(65),
    'a/b',
    '9',
    '_',
    'a.b-c_',
  ];
  for (const word of words) {
    expect([word, groupsError(word) === undefined]).toEqual([
      word,
      groupName.safeParse(word).success,
    ]);
  }
});

test('an address range is refused only when it clearly is none', () => {
  const fine = ['', '10.0.0.7', '10.0.0.0/8', '2001:db8::/32', '::1', '::ffff:10.0.0.1'];
  const wrong = ['10.0.0', '10.0.0.256', '10.0.0.0/33', 'fe80::/129', 'example.org', '1/2/3'];
  expect(fine.map(addressRangeError)).toEqual(fine.map(() => undefined));
  expect(wrong.filter((text) => addressRangeError(text) === undefined)).toEqual([]);
});

test('a machine that was approved takes the place of the one that waited', () => {
  const waiting = { kind: 'pending', nodeId: 'a', name: 'web-1' } as const;
  const here = { kind: 'enrolled', nodeId: 'a', name: 'web-1' } as const;
  const other = { kind: 'enrolled', nodeId: 'b', name: 'web-2' } as const;
  const known = arrivalsWith(arrivalsWith([], waiting), other);
  expect(arrivalsWith(known, here)).toEqual([here, other]);
});

test('a machine is greeted whoever decided, and no longer shown once it is removed', () => {
  const asks = { kind: 'pending', nodeId: 'n', name: 'web-1' } as const;
  const known = arrivalsWith([], asks);
  expect(arrivalsWith(known, { ...asks, kind: 'settled' })).toEqual([
    { ...asks, kind: 'enrolled' },
  ]);
  expect(arrivalsWith(known, { ...asks, kind: 'revoked' })).toEqual([{ ...asks, kind: 'refused' }]);
  expect(arrivalsWith(known, { ...asks, kind: 'key-asked' })).toEqual(known);
  expect(arrivalsWith(known, { ...asks, kind: 'removed' })).toEqual([]);
});

test('what a machine did not tell is said to be so, not left empty', () => {
  const facts = { os: 'Debian 12', addresses: ['10.0.0.7', 7], cpuCount: 4, kernel: { x: 1 } };
  const shown = factsOf({
    nodeId: 'n',
    hostname: 'web-1',
    address: '10.0.0.7',
    machineId: '',
    bootId: 'b',
    facts,
  });
  const value = (name: string) => shown.find((fact) => fact.name === name)?.value;
  expect(value('Machine id')).toBe('not told');
  expect(value('Kernel')).toBe('not told');
  expect(value('System')).toBe('Debian 12');
  expect(value('Own addresses')).toBe('10.0.0.7');
  expect(value('Size')).toBe('4 processors');
});

test('of two machines with one identity, what differs stands out on both', () => {
  const first = { hostname: 'db', address: '10.0.0.1', machineId: 'm', bootId: 'b1' };
  const second = { hostname: 'db', address: '10.0.0.2', machineId: 'm', bootId: 'b2' };
  const differing = twinFacts(second, [first, second]).filter(({ differs }) => differs);
  expect(differing.map(({ name }) => name)).toEqual(['Comes from', 'Boot id']);
  expect(saySame([first, second])).toBe(false);
  expect(saySame([first, { ...first }])).toBe(true);
});

test('a clock that is off by more than half a minute is told with what to do', () => {
  expect(clockWords(null)).toBe('not compared yet');
  expect(clockWords(-300)).toBe('agrees with the server’s');
  expect(clockWords(12_000)).toBe('12 s ahead of the server’s');
  expect(clockWords(-90_000)).toMatch(/^1 min 30 s behind the server’s\. .*time server/);
});
