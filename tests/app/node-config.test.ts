import { expect, test } from 'vitest';
import { filesInWords } from '@/app/_lib/files-in-words';
import { groupsWithWhy } from '@/app/(dashboard)/nodes/[nodeId]/config/_components/prepare-groups';
import {
  filterPacks,
  isOverridden,
} from '@/app/(dashboard)/nodes/[nodeId]/config/_components/prepare-packs';
import type { PackCard, ParameterTold } from '@/common/domain/pack-told';

const parameter = (name: string, over: Partial<ParameterTold> = {}): ParameterTold => ({
  name,
  type: 'int',
  help: 'How many.',
  unit: '',
  isSecret: false,
  value: '1',
  default: '1',
  level: 'core',
  place: '/p.yaml:1:1',
  hides: [],
  ...over,
});
const pack = (name: string, over: Partial<PackCard> = {}): PackCard => ({
  name,
  version: '1',
  summary: `About ${name}.`,
  level: 'core',
  directories: [],
  parameters: [parameter('limit'), parameter('port')],
  files: [],
  notLoaded: [],
  ...over,
});

test('a filter finds packs by name, and of others the parameters that match', () => {
  const packs = [pack('redis'), pack('linux', { parameters: [parameter('redis_like')] })];
  const found = filterPacks(packs, 'REDIS').map((one) => [one.name, one.parameters.length]);
  expect(found).toEqual([
    ['redis', 2],
    ['linux', 1],
  ]);
  expect(filterPacks(packs, 'redis port')).toHaveLength(1);
  expect(filterPacks(packs, 'nowhere')).toEqual([]);
  expect(filterPacks(packs, ' ')).toBe(packs);
});

test('a parameter is overridden where another level has another value, or a secret', () => {
  expect(isOverridden(parameter('a'))).toBe(false);
  expect(isOverridden(parameter('a', { level: 'local' }))).toBe(false);
  expect(isOverridden(parameter('a', { level: 'local', value: '2' }))).toBe(true);
  expect(
    isOverridden(parameter('a', { level: 'local', isSecret: true, value: '', default: '' })),
  ).toBe(true);
});

test('files are counted by kind, those that are off apart', () => {
  const file = (kind: 'checks' | 'collectors', enabled: boolean) =>
    ({ kind, name: 'a', level: 'core', path: '/a', enabled }) as const;
  const files = [file('collectors', true), file('checks', true), file('checks', false)];
  expect(filesInWords({ files })).toBe('checks 1, collectors 1, 1 turned off');
});

test('a given group stands as people have it now, whatever the node last told', () => {
  const told = [
    { group: 'web', source: 'given', detector: '', sinceMs: 5 },
    { group: 'gone', source: 'given', detector: '', sinceMs: 5 },
    { group: 'linux', source: 'detected', detector: 'linux.os', sinceMs: 7 },
  ] as const;
  const why = groupsWithWhy(['web', 'fresh'], told);
  expect(why.map(({ group, sinceMs }) => [group, sinceMs])).toEqual([
    ['fresh', null],
    ['linux', 7],
    ['web', 5],
  ]);
});
