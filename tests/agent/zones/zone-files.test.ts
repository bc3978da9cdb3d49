import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readZoneFiles } from '@/agent/zones/zone-files';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-zone-files-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
}

test('zones stand in those that name them, in our form and in that of the original', () => {
  write({
    'internet.yaml': 'name: internet\nsub-zones: [lan, dmz]\n',
    'lan.yml': 'zone:\n  name: lan\n  sub-zones:\n    - cabinet\n',
    'README.md': 'no zone',
  });
  const { places, faults } = readZoneFiles(directory);
  expect(faults).toEqual([]);
  expect(Object.fromEntries(places.map(({ name, parent }) => [name, parent]))).toEqual({
    internet: null,
    lan: 'internet',
    dmz: 'internet',
    cabinet: 'lan',
  });
});

test('what is wrong is a sentence with its file, and the others count', () => {
  write({
    'a.yaml': 'name: a\nsub-zones: [c]\n',
    'b.yaml': 'name: b\nsub-zones: [c]\n',
    'bad.yaml': 'name: Not A Zone\n',
    'cut.yaml': 'name: [\n',
  });
  const { places, faults } = readZoneFiles(directory);
  expect(places.map(({ name }) => name)).toEqual(['a', 'c', 'b']);
  expect(faults).toHaveLength(3);
  expect(faults[0]).toBe(`${join(directory, 'b.yaml')}: c is a sub zone of a.`);
  expect(faults[1]).toContain('bad.yaml: expected the name of a zone');
  expect(faults[2]).toContain('cut.yaml');
});

test('no directory is no zone', () => {
  expect(readZoneFiles(join(directory, 'none'))).toEqual({ places: [], faults: [] });
});
