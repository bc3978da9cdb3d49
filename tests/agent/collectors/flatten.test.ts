import { describe, expect, test } from 'vitest';
import { createFlattener, flatten } from '@/agent/collectors/flatten';
import {
  counter,
  each,
  fact,
  gauge,
  group,
  open,
  optional,
  type Spec,
} from '@/agent/collectors/shape';

const disks = each(
  'mount',
  group({
    total: gauge('MB', 'Size.'),
    pct_used: optional(gauge('percent', 'Share in use.')),
    type: fact('Kind of file system.'),
  }),
);

describe('numbers', () => {
  test('a number below a device is a series of the metric, told apart by its label', () => {
    const data = { '/Var': { total: 100, pct_used: 41.5, type: 'ext4' } };
    const { samples } = flatten('diskusage', disks, data);

    expect(samples).toEqual([
      {
        series: {
          metric: 'diskusage.total',
          labels: { mount: '/Var' },
          path: 'diskusage./var.total',
          unit: 'MB',
          kind: 'gauge',
          help: 'Size.',
        },
        value: 100,
      },
      {
        series: expect.objectContaining({
          metric: 'diskusage.pct_used',
          path: 'diskusage./var.pct_used',
        }),
        value: 41.5,
      },
    ]);
  });

  test.each([
    [100 / 3, 33.333],
    [-1234.56789, -1234.568],
    [0.25, 0.25],
    [0.000_123_456_7, 0.000_123],
    [2 ** 53, 2 ** 53],
  ])('a number has no more digits than were measured: %d is kept as %d', (value, kept) => {
    const spec = group({ value: gauge('percent', 'Share.') });
    const { samples } = flatten('test', spec, { value });
    expect(samples.map((sample) => sample.value)).toEqual([kept]);
  });

  test('keys of the kernel’s own choosing become metrics in lower case', () => {
    const spec = open({ phys_used: gauge('percent', 'Used.') }, counter('kB', 'From the kernel.'));
    const { samples } = flatten('memory', spec, { phys_used: 5, HugePages_Total: 7 });

    expect(samples.map(({ series }) => [series.path, series.metric, series.kind])).toEqual([
      ['memory.phys_used', 'memory.phys_used', 'gauge'],
      ['memory.hugepages_total', 'memory.hugepages_total', 'counter'],
    ]);
  });

  test('a series keeps its description object from run to run', () => {
    const run = createFlattener('cpu', group({ busy: gauge('percent', 'Busy.') }));
    expect(run({ busy: 1 }).samples[0]?.series).toBe(run({ busy: 2 }).samples[0]?.series);
  });

  test('a series not seen for long is forgotten, the others are not', () => {
    const run = createFlattener('traffic', each('interface', gauge('bytes', 'Bytes.')));
    const [first] = run({ eth0: 1, veth7: 1 }).samples;
    const gone = run({ eth0: 1, veth7: 1 }).samples[1];
    for (let count = 0; count < 200; count++) run({ eth0: count });
    const later = run({ eth0: 1, veth7: 1 }).samples;

    expect(later[0]?.series).toBe(first?.series);
    expect(later[1]?.series).not.toBe(gone?.series);
    expect(later[1]?.series).toEqual(gone?.series);
  });

  test('a mount point longer than a label may be is cut, and two of them stay apart', () => {
    const run = createFlattener('diskusage', each('mount', gauge('MB', 'Size.')));
    const long = `/var/lib/${'x'.repeat(400)}`;
    const paths = run({ [`${long}a`]: 1, [`${long}b`]: 2 }).samples.map(
      ({ series }) => series.path,
    );

    expect(new Set(paths).size).toBe(2);
    for (const path of paths) expect(path.length).toBeLessThan(256);
  });

  test('mounts that differ in case alone are two series', () => {
    const { samples } = flatten('diskusage', each('mount', gauge('MB', 'Size.')), {
      '/Data': 1,
      '/data': 2,
    });
    expect(samples.map(({ series }) => series.labels)).toEqual([
      { mount: '/Data' },
      { mount: '/data' },
    ]);
  });
});

describe('facts', () => {
  test('are gathered as a tree of their own, with lower-case keys', () => {
    const spec = group({
      Hostname: fact('Name.'),
      os: group({ version: fact<number>('Version.'), load: gauge('tasks', 'Load.') }),
      addresses: fact<string[]>('Addresses.'),
      serial: optional(fact('Serial number.')),
    });
    const data = { Hostname: 'Web1', os: { version: 12, load: 1 }, addresses: ['::1'] };

    expect(flatten('system', spec, data)).toMatchObject({
      facts: { hostname: 'Web1', os: { version: 12 }, addresses: ['::1'] },
      factsJson: '{"hostname":"Web1","os":{"version":12},"addresses":["::1"]}',
    });
  });

  test('a collector without any has null', () => {
    const { facts, factsJson } = flatten('cpu', group({ busy: gauge('percent', 'Busy.') }), {
      busy: 1,
    });
    expect(facts).toBeNull();
    expect(factsJson).toBe('');
  });

  test('a device called __proto__ is a device', () => {
    const data = JSON.parse('{"__proto__":"strange"}');
    expect(flatten('block', each('device', fact('Model.')), data).factsJson).toBe(
      '{"__proto__":"strange"}',
    );
  });
});

const number = group({ load1: gauge('tasks', 'Load.') });
const anyFact = group({ ports: fact<string[]>('Ports.') });
const circle: { self?: unknown } = {};
circle.self = circle;

const NONSENSE: readonly [string, Spec, unknown, string][] = [
  ['NaN', number, { load1: Number.NaN }, 'load.load1: expected a number (tasks), found NaN'],
  ['Infinity', number, { load1: 1 / 0 }, 'load.load1: expected a number (tasks), found Infinity'],
  ['text', number, { load1: 'abc' }, 'load.load1: expected a number (tasks), found the text "abc"'],
  [
    'null for a number',
    number,
    { load1: null },
    'load.load1: expected a number (tasks), found null',
  ],
  ['a missing key', number, {}, 'load: the key "load1" is declared and was not returned'],
  ['a new key', number, { load1: 1, l: 1 }, 'load: the key "l" was returned and is not declared'],
  [
    'a list for a group',
    number,
    [1],
    'load: expected an object with the declared keys, found a list',
  ],
  [
    'nothing at all',
    number,
    undefined,
    'load: expected an object with the declared keys, found nothing',
  ],
  [
    'a number for devices',
    disks,
    7,
    'load: expected an object with one entry for each mount, found 7',
  ],
  [
    'a hole in the devices',
    disks,
    { '/': null },
    'load./: expected an object with the declared keys',
  ],
  [
    'text in an open branch',
    open({}, gauge('kB', 'Kernel.')),
    { A: 'x' },
    'load.a: expected a number',
  ],
  [
    'twins in an open branch',
    open({}, gauge('kB', 'Kernel.')),
    { A: 1, a: 1 },
    'load.a: two keys differ',
  ],
  [
    'a date as a fact',
    anyFact,
    { ports: new Date(0) },
    'load.ports: expected a fact that JSON can hold, found an object (Date)',
  ],
  [
    'a function in a fact',
    anyFact,
    { ports: [1, Math.sin] },
    'load.ports.1: expected a fact that JSON can hold, found a function',
  ],
  ['a fact without end', anyFact, { ports: circle }, 'expected a fact at most 16 levels deep'],
  [
    'facts too large',
    anyFact,
    { ports: 'é'.repeat(40_000) },
    'load: expected at most 64 KiB of facts, found 80012 bytes',
  ],
  [
    'too many series',
    each('pid', gauge('kB', 'Memory.')),
    Object.fromEntries(Array.from({ length: 2_001 }, (_, pid) => [`p${pid}`, 1])),
    'expected at most 2000 series from one collector',
  ],
];

test.each(NONSENSE)(
  '%s is refused with a sentence that names the place',
  (_, spec, data, words) => {
    expect(() => flatten('load', spec, data)).toThrow(words);
  },
);
