import { expect, test } from 'vitest';
import { settingsPagesOf } from '@/app/(dashboard)/settings/_components/settings-pages';
import {
  deviceWords,
  isHandheld,
} from '@/app/(dashboard)/settings/account/_components/device-words';
import { qrPath } from '@/app/(dashboard)/settings/account/_components/qr-path';
import { auditAsCsv } from '@/app/(dashboard)/settings/audit/_components/audit-csv';
import {
  auditQueryOf,
  isAuditFiltered,
} from '@/app/(dashboard)/settings/audit/_components/audit-params';
import { changesOf } from '@/app/(dashboard)/settings/audit/_components/prepare-changes';
import { backupStanding } from '@/app/(dashboard)/settings/backups/_components/prepare-backups';
import {
  clientExample,
  curlExample,
} from '@/app/(dashboard)/settings/tokens/_components/prepare-example';
import {
  scopeAreas,
  scopesAsked,
} from '@/app/(dashboard)/settings/tokens/_components/prepare-scopes';

test('a viewer is shown the settings that a viewer has a use for, an admin all of them', () => {
  const labels = (role: 'viewer' | 'operator' | 'admin') =>
    settingsPagesOf(role).map(({ label }) => label);
  expect(labels('viewer')).toEqual(['Account', 'API tokens', 'Server health', 'About']);
  expect(labels('operator')).toContain('Enrolment');
  expect(labels('operator')).not.toContain('Users');
  expect(labels('admin')).toHaveLength(9);
});

test('a change is shown leaf by leaf, with what it was and what it became', () => {
  const before = { name: 'web', groups: ['a', 'b'], intervals: { cpu: 10, disk: 60 } };
  const after = { name: 'web', groups: ['a'], intervals: { cpu: 30, disk: 60 }, zone: '' };
  expect(changesOf(before, after)).toEqual([
    { path: 'groups', before: 'a, b', after: 'a' },
    { path: 'intervals.cpu', before: '10', after: '30' },
  ]);
});

test('what is new has no before, what is gone no after, and nothing changed is nothing to show', () => {
  expect(changesOf(null, { role: 'viewer' })).toEqual([
    { path: 'role', before: undefined, after: 'viewer' },
  ]);
  expect(changesOf({ zone: 'paris' }, { zone: '' })).toEqual([
    { path: 'zone', before: 'paris', after: 'empty' },
  ]);
  expect(changesOf({ list: [] }, null)).toEqual([
    { path: 'list', before: 'none', after: undefined },
  ]);
  expect(changesOf('on', 'off')).toEqual([{ path: 'value', before: 'on', after: 'off' }]);
  expect(changesOf({ a: { b: null } }, { a: { b: null } })).toEqual([]);
});

test('lists of objects are told item by item', () => {
  const before = { claimants: [{ address: '10.0.0.1' }] };
  const after = { claimants: [{ address: '10.0.0.1' }, { address: '10.0.0.2' }] };
  expect(changesOf(before, after)).toEqual([
    { path: 'claimants.1.address', before: undefined, after: '10.0.0.2' },
  ]);
});

test('an address that holds anything asks for no more of the audit log than is allowed', () => {
  const nothing = { q: '', action: null, actor: null, target: null, before: null };
  expect(auditQueryOf(nothing)).toEqual({ limit: 50 });
  expect(isAuditFiltered(nothing)).toBe(false);
  const asked = auditQueryOf({ ...nothing, q: ` ${'x'.repeat(900)} `, before: '1; drop' });
  expect(asked.text).toHaveLength(256);
  expect(asked).not.toHaveProperty('before');
  expect(auditQueryOf({ ...nothing, actor: 'u1', before: '120' })).toEqual({
    limit: 50,
    actorId: 'u1',
    before: '120',
  });
});

test('the audit log as CSV keeps its columns whatever stands in a name', () => {
  const csv = auditAsCsv([
    {
      seq: '7',
      atMs: 0,
      actorId: 'u1',
      actorName: '=cmd|" /c calc"!A1',
      door: 'browser',
      address: '::1',
      action: 'node.edit',
      target: 'node:a',
      targetName: 'a\nb',
      before: null,
      after: { groups: ['x,y'] },
    },
  ]);
  const [head = '', row = ''] = csv.split('\r\n');
  expect(head.split(',')).toHaveLength(11);
  expect(row).toBe(
    `7,1970-01-01T00:00:00.000Z,"'=cmd|"" /c calc""!A1",u1,browser,::1,node.edit,node:a,"a\nb",,"{""groups"":[""x,y""]}"`,
  );
});

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

test('a session is told by the browser and the system that people know', () => {
  expect(deviceWords(FIREFOX)).toBe('Firefox on Linux');
  expect(deviceWords(EDGE)).toBe('Edge on Windows');
  expect(deviceWords(PHONE)).toBe('Safari on iPhone');
  expect(deviceWords('curl/8.9.1')).toBe('curl');
  expect(deviceWords('')).toBe('Unknown device');
  expect([FIREFOX, PHONE].map(isHandheld)).toEqual([false, true]);
});

test('the picture for the app has every dark module once and no light one', () => {
  const modules = Array.from({ length: 25 }, (_, y) =>
    Array.from({ length: 25 }, (_, x) => (x * 7 + y * 13) % 3 === 0),
  );
  const drawn = modules.map((row) => row.map(() => 0));
  for (const [, x, y, width] of qrPath(modules).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let at = Number(x); at < Number(x) + Number(width); at += 1) {
      const row = drawn[Number(y)] ?? [];
      row[at] = (row[at] ?? 0) + 1;
    }
  }
  expect(drawn).toEqual(modules.map((row) => row.map(Number)));
});

const scopes = ['nodes:write', 'nodes:read', '*:read', 'audit:read'].map((scope) => ({
  scope,
  help: `help of ${scope}`,
}));

test('scopes stand by what they are about, everything first', () => {
  expect(scopeAreas(scopes).map(({ area, write }) => [area, write !== undefined])).toEqual([
    ['*', false],
    ['audit', false],
    ['nodes', true],
  ]);
});

test('a scope that another one covers is not asked for', () => {
  expect(scopesAsked(new Set(['nodes:read', '*:read', 'nodes:write']))).toEqual([
    '*:read',
    'nodes:write',
  ]);
});

test('the examples call what the token may read, and keep the token out of arguments', () => {
  const server = { origin: 'https://ops.example:7788', pin: 'cGlu' };
  const curl = curlExample(server, ['nodes:read']);
  expect(curl).toContain(`--pinnedpubkey 'sha256//cGlu'`);
  expect(curl).toContain('/api/trpc/nodes.overview');
  expect(curl).toContain('-K -');
  expect(clientExample(server, ['audit:read'])).toContain('opsbro.auth.me.query()');
  expect(curlExample({ ...server, pin: null }, ['*:read'])).not.toContain('pinned');
});

test('backups that fail or are too old are told as such, whatever was good before', () => {
  const day = 86_400_000;
  const now = 10 * day;
  const state = {
    directory: '/d',
    intervalMs: day,
    keep: 8,
    running: null,
    lastOkMs: now - day / 2,
    lastFailure: null,
    lastPauseMs: null,
  };
  const kind = (over: Partial<Parameters<typeof backupStanding>[0]>) =>
    backupStanding({ ...state, ...over }, now).kind;
  expect(kind({})).toBe('ok');
  expect(kind({ lastFailure: { atMs: now - 1, reason: 'disk full' } })).toBe('warning');
  expect(kind({ lastFailure: { atMs: 1, reason: 'long ago' } })).toBe('ok');
  expect(kind({ lastOkMs: now - 3 * day })).toBe('critical');
  expect(kind({ lastOkMs: null })).toBe('pending');
  expect(kind({ lastOkMs: null, lastFailure: { atMs: 1, reason: 'no' } })).toBe('critical');
});
