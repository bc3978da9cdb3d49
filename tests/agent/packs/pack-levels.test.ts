import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PackBench } from './pack-bench';

let bench: PackBench;
beforeEach(() => {
  bench = new PackBench();
  bench.pack('core/redis');
  bench.write(
    'core/redis/parameters.yaml',
    'port: { type: int, default: 6379, help: Where it listens., min: 1, max: 65535 }\nhost: { type: string, default: localhost, help: Who. }\n',
  );
});
afterEach(() => bench[Symbol.dispose]());

const parameter = (name: string) => bench.only().parameters.find((each) => each.name === name);

describe('parameters are laid over one another name by name', () => {
  test('one parameter is overridden without a copy of the pack', () => {
    bench.write('local/redis/parameters.yaml', '# ours\nport: 6380\n');

    expect(parameter('port')).toMatchObject({
      value: 6380,
      level: 'local',
      place: join(bench.root, 'local/redis/parameters.yaml:2:1'),
      hides: [{ level: 'core', value: 6379 }],
    });
    expect(parameter('host')).toMatchObject({ value: 'localhost', level: 'core', hides: [] });
    expect(bench.load().faults).toEqual([]);
  });

  test('local outranks zone, zone global, and all that is hidden is told in order', () => {
    bench.write('global/redis/parameters.yaml', 'port: 1\n');
    bench.write('local/redis/parameters.yaml', 'port: 3\n');
    bench.write('zone/redis/parameters.yaml', 'port: 2\n');

    const port = parameter('port');
    expect(port).toMatchObject({ value: 3, level: 'local' });
    expect(port?.hides.map(({ level, value }) => [level, value])).toEqual([
      ['zone', 2],
      ['global', 1],
      ['core', 6379],
    ]);
    expect(bench.only().directories.map(({ level }) => level)).toEqual([
      'local',
      'zone',
      'global',
      'core',
    ]);
  });

  test.each([
    ['prot: 6380', '1:1: prot is no parameter of the pack redis; did you mean port.'],
    ['port: high', '1:1: port: expected a whole number from 1 to 65535, found "high".'],
    ['\nport: 70000', '2:1: port: expected a whole number from 1 to 65535, found 70000.'],
    ['port: 6.5', '1:1: port: expected a whole number from 1 to 65535, found 6.5.'],
    [
      'host: 7',
      '1:1: host: expected a text (in quotes when it looks like something else), found 7.',
    ],
    ['- port', '1:1: expected names of parameters with values.'],
    ['port: [', '2:1: Flow sequence'],
    [
      'more: { type: whole, default: 1, help: x }',
      '1:9: more.type: expected one of int, float, bool, string, strings, found "whole".',
    ],
    ['more: { type: int, default: 1, hlep: x }', 'hlep is not known here; did you mean help.'],
    ['more: { type: int, default: 1 }', '1:1: more.help is missing; expected a text.'],
    [
      'more: { type: int, default: x, help: y }',
      '1:20: more.default: expected a whole number, found "x".',
    ],
  ])('%j is refused with its place, and the weaker level holds', (text, words) => {
    bench.write('local/redis/parameters.yaml', `${text}\n`);

    expect(bench.faults()).toHaveLength(1);
    expect(bench.faults()[0]).toContain('local/redis/parameters.yaml:');
    expect(bench.faults()[0]).toContain(words);
    expect(parameter('port')).toMatchObject({ value: 6379, level: 'core' });
  });

  test('the value of a secret stands in no message', () => {
    bench.write(
      'core/redis/parameters.yaml',
      'password: { type: string, default: "", help: Of the server., secret: true }\n',
    );
    bench.write('local/redis/parameters.yaml', 'password: 42424242\n');
    expect(bench.faults()[0]).toContain('expected a text');
    expect(bench.faults()[0]).not.toContain('42424242');
  });
});

describe('files are laid over one another whole', () => {
  beforeEach(() => {
    bench.write('core/redis/checks/memory.yaml', 'interval: 10s\nok_if: "True"\n');
    bench.write('core/redis/checks/alive.yaml', 'interval: 5s\n');
  });
  const check = (name: string) => bench.only().files.checks.find((file) => file.name === name);

  test('one file of a stronger level stands before the weaker one, the others stay', () => {
    bench.write('zone/redis/checks/memory.yaml', 'interval: 60s\n');

    expect(check('memory')).toMatchObject({
      level: 'zone',
      document: { interval: '60s' },
      hides: [{ level: 'core', path: join(bench.root, 'core/redis/checks/memory.yaml') }],
    });
    expect(check('alive')).toMatchObject({ level: 'core', hides: [] });
  });

  test('a file that only says enabled: false switches off what a weaker level defines', () => {
    bench.write('local/redis/checks/memory.yaml', 'enabled: false\n');
    expect(check('memory')).toMatchObject({
      enabled: false,
      level: 'local',
      document: { interval: '10s', ok_if: 'True' },
      path: join(bench.root, 'core/redis/checks/memory.yaml'),
    });
  });

  test('a switch of something that is not there is told, with what was probably meant', () => {
    bench.write('local/redis/checks/memroy.yaml', 'enabled: false\n');
    expect(bench.faults()).toEqual([
      'local/redis/checks/memroy.yaml:1:1: there is no memroy among the checks of the pack redis that this could switch; did you mean memory.',
    ]);
  });

  test('a place in a document is the line and column of its key', () => {
    const file = check('memory');
    expect(file?.at(['ok_if'])).toBe(join(bench.root, 'core/redis/checks/memory.yaml:2:1'));
    expect(file?.at(['nothing'])).toBe(join(bench.root, 'core/redis/checks/memory.yaml:1:1'));
  });

  test('an overload of a pack that is not there says which was probably meant', () => {
    bench.write('local/rediss/parameters.yaml', 'port: 1\n');
    expect(bench.faults()).toEqual([
      'local/rediss: there is no pack rediss that this could overload; did you mean redis. A pack of its own has a pack.yaml.',
    ]);
  });

  test('a collector of a stronger level hides the one of its name', () => {
    bench.write('core/redis/collectors/redis.mjs', '');
    bench.write('local/redis/collectors/redis.mjs', '');
    expect(bench.only().collectors).toMatchObject([
      { name: 'redis', level: 'local', hides: [{ level: 'core' }] },
    ]);
  });
});

describe('what was good stays in force while its file is wrong', () => {
  test.each(['port: [', 'port: 99999', 'prot: 1'])(
    'a file of parameters that becomes %j',
    (text) => {
      bench.write('local/redis/parameters.yaml', 'port: 6380\n');
      bench.load();
      bench.write('local/redis/parameters.yaml', text);

      expect(bench.faults()[0]).toMatch(
        /parameters\.yaml:1:\d.* The version before stays in force\.$/,
      );
      expect(parameter('port')).toMatchObject({ value: 6380, level: 'local' });
      bench.write('local/redis/parameters.yaml', 'port: 7000\n');
      expect(parameter('port')?.value).toBe(7000);
      expect(bench.load().faults).toEqual([]);
    },
  );

  test('a check that its judge refuses, a manifest without a version', () => {
    bench.judges = {
      checks: ({ document, at }) =>
        Object(document).interval === 'x' ? `${at(['interval'])}: wrong.` : undefined,
    };
    bench.write('core/redis/checks/alive.yaml', 'interval: 5s\n');
    bench.load();
    bench.write('core/redis/checks/alive.yaml', 'interval: x\n');
    bench.write('core/redis/pack.yaml', 'name: redis\n');

    expect(bench.faults()).toEqual([
      'core/redis/pack.yaml:1:1: version is missing; expected a text. The version before stays in force.',
      'core/redis/checks/alive.yaml:1:1: wrong. The version before stays in force.',
    ]);
    expect(bench.only().files.checks[0]?.document).toEqual({ interval: '5s' });
  });

  test('a file that is removed is no longer in force', () => {
    bench.write('local/other/pack.yaml', 'name: other\nversion: 1.0.0\nsummary: x\n');
    expect(bench.load().packs.map(({ name }) => name)).toEqual(['other', 'redis']);
    bench.write('local/other/pack.yaml', 'name: [\n');
    expect(bench.load().packs).toHaveLength(2);
    bench.remove('local/other');
    expect(bench.load()).toMatchObject({ packs: [{ name: 'redis' }], faults: [], lost: [] });
  });
});

test('a folder with an unknown name is not silently passed over', () => {
  const path = bench.write('core/redis/check/alive.yaml', 'interval: 5s\n');
  expect(bench.only().notLoaded).toEqual([path]);
});

test.each([
  ['a key of prototypes', '__proto__: { a: 1 }'],
  ['an alias of itself', '&a [*a, *a]'],
  ['twenty thousand brackets', '['.repeat(20_000)],
  ['an alias inside of what it names', 'a: &x [*x]'],
  ['a megabyte and more', 'a'.repeat(1_100_000)],
])('hostile YAML, %s, is a fault or a value and never more', (_, text) => {
  bench.write('core/redis/checks/evil.yaml', text);
  expect(bench.load().packs).toHaveLength(1);
  expect(({} as { a?: unknown }).a).toBeUndefined();
});
