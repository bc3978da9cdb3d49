import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PackedCollector } from '@/agent/collectors/packed-collector';
import { loadCollectors } from '@/agent/packs/collector-loader';
import { loadPackTree } from '@/agent/packs/pack-loader';
import { PackMemory } from '@/agent/packs/pack-memory';
import { collectorStatus } from '@/common/domain/collector';

let packs: string;
beforeEach(() => {
  packs = mkdtempSync(join(tmpdir(), 'opsbro-packs-'));
});
afterEach(() => rmSync(packs, { recursive: true, force: true }));

async function loadPacks(path: string): Promise<PackedCollector[]> {
  const places = [{ level: 'core', path }] as const;
  return loadCollectors(loadPackTree({ places, memory: new PackMemory(), judges: {} }));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(packs, path)), { recursive: true });
  writeFileSync(join(packs, path), text);
}

function pack(name: string, collectors: Record<string, string> = {}): void {
  write(`${name}/pack.yaml`, `name: ${name}\nversion: 1.0.0\nsummary: A pack.\n`);
  for (const [file, text] of Object.entries(collectors)) write(`${name}/collectors/${file}`, text);
}

const source = (name: string, more = '') => `export default {
  name: '${name}', summary: 'Something.', intervalMs: 10_000,
  shape: { node: { is: 'group', inner: {} } },
  async collect() { return { kind: 'data', data: {} }; }, ${more}
};`;

const nameOf = (packed: PackedCollector) =>
  packed.kind === 'ready' ? packed.collector.name : packed.name;
const only = async () => {
  const loaded = await loadPacks(packs);
  expect(loaded).toHaveLength(1);
  return loaded[0];
};

test('the file’s name is the registration', async () => {
  pack('one', { 'alpha.mjs': source('alpha'), 'beta.mjs': source('beta'), 'notes.md': '#' });
  pack('two', { 'gamma.mjs': source('gamma') });
  pack('empty');
  const loaded = await loadPacks(packs);
  expect(loaded.map((packed) => [packed.kind, packed.pack, nameOf(packed)])).toEqual([
    ['ready', 'one', 'alpha'],
    ['ready', 'one', 'beta'],
    ['ready', 'two', 'gamma'],
  ]);
});

describe('what is broken takes nothing else with it, and says which file is wrong', () => {
  test.each([
    ['does not parse', 'export default {', 'x.mjs: '],
    ['throws when loaded', 'throw new Error("no such module here");', 'x.mjs: no such module here'],
    ['exports nothing', 'export const a = 1;', 'expected a default export made by defineCollector'],
    ['has another name', source('y'), 'name: expected "x", as the file is called, found "y"'],
    ['runs too often', source('x', 'intervalMs: 10'), 'intervalMs: Too small'],
    ['cannot run', source('x', 'collect: 7'), 'collect: a function'],
  ])('a collector that %s', async (_, text, words) => {
    pack('one', { 'x.mjs': text, 'fine.mjs': source('fine') });
    const loaded = await loadPacks(packs);
    const broken = loaded.find((packed) => packed.kind === 'broken');

    expect(loaded.map(nameOf).sort()).toEqual(['fine', 'x']);
    expect(broken).toMatchObject({ name: 'x', reason: expect.stringContaining(words) });
    expect(broken).toMatchObject({ reason: expect.stringContaining(packs) });
  });

  test.each([
    [
      'name: other\nversion: 1.0.0\nsummary: A pack.\n',
      'name: expected "one", as the directory is called',
    ],
    ['name: one\nsummary: A pack.\n', 'pack.yaml:1:1: version is missing; expected a text.'],
    [
      'name: one\nversion: 1.0.0\nsummary: A pack.\nkeyword: x\n',
      'pack.yaml:4:1: keyword is not known here; did you mean keywords.',
    ],
    ['name: [\n', 'pack.yaml:2:1: '],
  ])('a manifest %j', async (text, words) => {
    pack('one', { 'x.mjs': source('x') });
    write('one/pack.yaml', text);
    pack('two', { 'fine.mjs': source('fine') });
    const loaded = await loadPacks(packs);

    expect(loaded.map((packed) => packed.kind)).toEqual(['broken', 'ready']);
    expect(loaded[0]).toMatchObject({ name: 'x', reason: expect.stringContaining(words) });
  });

  test('a pack without a manifest and without collectors is still seen', async () => {
    mkdirSync(join(packs, 'lonely'));
    expect(await only()).toMatchObject({ kind: 'broken', name: 'lonely' });
  });

  test('of two collectors with one name the first runs, and the second says so', async () => {
    pack('one', { 'same.mjs': source('same') });
    pack('two', { 'same.mjs': source('same') });
    expect(await loadPacks(packs)).toMatchObject([
      { kind: 'ready', pack: 'one' },
      { kind: 'broken', name: 'same_of_two', reason: expect.stringContaining('packs one and two') },
    ]);
  });

  test('a file with an impossible name gets one that a status can carry', async () => {
    pack('one', { '9-Lives!.mjs': source('nine') });
    const broken = await only();
    expect(broken?.kind).toBe('broken');
    collectorStatus.shape.collector.parse(broken === undefined ? '' : nameOf(broken));
  });
});

test('a packs directory that is not there is said to be so', async () => {
  await expect(loadPacks(join(packs, 'nowhere'))).rejects.toThrow(
    /packs directory .*nowhere.*--packs/,
  );
});

test('the packs of this project load without a fault', async () => {
  const loaded = await loadPacks(join(import.meta.dirname, '../../../packs'));
  expect(loaded.filter((packed) => packed.kind === 'broken')).toEqual([]);
  expect(loaded.map(nameOf)).toEqual(expect.arrayContaining(['loadaverage', 'memory', 'cpustats']));
});
