import { expect, test } from 'vitest';
import { pageLink } from '@/app/_components/shell/page-link';
import { labAction } from '@/app/_components/shell/palette-actions';
import { arrange } from '@/app/_components/shell/palette-groups';

const items = [
  { group: 'Nodes', label: 'sig-node-out' },
  { group: 'Checks', label: 'linux.signout' },
  { group: 'Pages', label: 'Settings, about' },
  { group: 'Actions', label: 'Add a node' },
  { group: 'Actions', label: 'Sign out' },
] as const;
const arranged = (query: string) => arrange(items, query).map(({ label }) => label);

test('nothing typed leaves the groups in their order', () => {
  expect(arranged('')).toEqual(items.map(({ label }) => label));
});

test('the group with what was meant comes first, whole', () => {
  expect(arranged('sign out').slice(0, 2)).toEqual(['Add a node', 'Sign out']);
  expect(arranged('linux')[0]).toBe('linux.signout');
});

test('what reads as an expression can be tried in the Lab; a name is just a name', () => {
  const hrefs: string[] = [];
  const offered = labAction('{{collector.a}} > 1', (href) => hrefs.push(href));
  offered[0]?.run();
  expect(hrefs).toEqual(['/lab?expression=%7B%7Bcollector.a%7D%7D%20%3E%201']);
  expect(labAction('web-1.example.org', () => undefined)).toEqual([]);
});

test('a link for somebody else shows tomorrow what is shown now', () => {
  const nowMs = 1_700_000_000_000;
  const time = { kind: 'last', durationMs: 60_000 } as const;
  const link = pageLink('https://ops.example.org', '/nodes/a?range=1m&tab=x', time, nowMs);
  expect(link).toBe(`https://ops.example.org/nodes/a?tab=x&from=${nowMs - 60_000}&to=${nowMs}`);
  expect(pageLink('https://ops.example.org', '/nodes?', null, nowMs)).toBe(
    'https://ops.example.org/nodes',
  );
});
