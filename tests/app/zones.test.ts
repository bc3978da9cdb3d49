import { expect, test } from 'vitest';
import {
  gossipWords,
  linesOf,
  parentsFor,
  zoneNameError,
} from '@/app/(dashboard)/settings/zones/_components/prepare-zones';
import { zoneName } from '@/common/domain/member';
import type { ZoneKeyChange, ZoneRow } from '@/common/domain/zone';

function zone(name: string, change: Partial<ZoneRow> = {}): ZoneRow {
  return {
    name,
    note: '',
    parent: null,
    hasGossip: true,
    nodes: 3,
    createdMs: 0,
    keys: [],
    change: null,
    fault: '',
    ...change,
  };
}

const STACK = [
  zone('cabinet', { parent: 'lyon' }),
  zone('default'),
  zone('internet'),
  zone('lyon', { parent: 'internet' }),
  zone('paris', { parent: 'internet' }),
];

test('each zone stands below the one that it is in, whatever the order they come in', () => {
  const shown = linesOf(STACK).map((line) => `${' '.repeat(line.depth)}${line.zone.name}`);
  expect(shown).toEqual(['default', 'internet', ' lyon', '  cabinet', ' paris']);
});

test('a zone is not offered itself or a part of it to stand in', () => {
  expect(parentsFor(STACK, 'lyon')).toEqual(['default', 'internet', 'paris']);
  expect(parentsFor(STACK, 'a-new-one')).toHaveLength(STACK.length);
});

test('a change of keys says how far it is and who is awaited', () => {
  const node = (name: string) => ({ id: name, name });
  const change: ZoneKeyChange = {
    step: 'install',
    sinceMs: 0,
    confirmed: 7,
    awaited: 3,
    awaitedNodes: [node('db-1'), node('web-2')],
  };
  expect(gossipWords(zone('lyon', { change }))).toEqual({
    kind: 'pending',
    word: 'Giving out a new key',
    note: '7 of 10 nodes confirmed; awaited: db-1, web-2, 1 more',
  });
  expect(gossipWords(zone('lyon', { hasGossip: false }))).toMatchObject({ word: 'Off' });
  expect(gossipWords(zone('lyon', { fault: 'gone' }))).toMatchObject({
    kind: 'critical',
    note: 'gone',
  });
});

test('the dialog takes for a name what the server takes for one', () => {
  for (const name of ['lyon', 'a:b', '-x', 'Ü', '', 'x'.repeat(64), 'x'.repeat(65)]) {
    expect(zoneNameError(name) === undefined).toBe(zoneName.safeParse(name).success);
  }
});
