import { afterEach, beforeEach, expect, test } from 'vitest';
import { PackBench } from './pack-bench';

let bench: PackBench;
beforeEach(() => {
  bench = new PackBench();
  bench.write(
    'global/vmware/package.yml',
    'name: vmware-performance\nversion: 0.1\ndescription: Speed.\nlicense: MIT\ntopics:\n  - monitoring\ndependencies:\n  core: 0.3\n',
  );
  bench.write(
    'global/vmware/parameters/parameters.yml',
    '# Percent of stolen time\n# that is too much\nsteal_critical: 20\nenabled_here: yes\nname: guest\n# More of them\nhosts: [a, b]\n',
  );
  bench.write(
    'global/vmware/monitoring/cpu/steal.yml',
    'check:\n    interval: 10s\n    if_group: linux\n    critical_if: "{{collector.vmware.steal}} > {{parameters.steal_critical}}"\n',
  );
  bench.write('global/vmware/monitoring/role.yml', 'service:\n    if_group: linux\n');
  bench.write('global/vmware/detectors/vmware.yml', 'detector:\n    apply_if: "True"\n');
  bench.write('global/vmware/collectors/collector_vmware.py', 'class X: pass\n');
});
afterEach(() => bench[Symbol.dispose]());

test('a pack of the original loads as it is: manifest, parameters, checks, roles, detectors', () => {
  const pack = bench.only();
  expect(bench.load().faults).toEqual([]);
  expect(pack.manifest).toEqual({
    name: 'vmware-performance',
    version: '0.1',
    summary: 'Speed.',
    topics: ['monitoring'],
    keywords: [],
  });
  expect(pack.files.checks).toMatchObject([
    { name: 'cpu/steal', root: 'check', document: { interval: '10s', if_group: 'linux' } },
    { name: 'role', root: 'service', document: { if_group: 'linux' } },
  ]);
  expect(pack.files.detectors).toMatchObject([
    { root: 'detector', document: { apply_if: 'True' } },
  ]);
  expect(pack.files.checks[0]?.at(['if_group'])).toMatch(/steal\.yml:3:5$/);
});

test('a comment above a parameter is its documentation, its value the default', () => {
  expect(bench.only().parameters).toMatchObject([
    { name: 'enabled_here', value: true, definition: { type: 'bool' } },
    { name: 'hosts', value: ['a', 'b'], definition: { type: 'strings', help: 'More of them' } },
    { name: 'name', value: 'guest', definition: { type: 'string', help: 'Not documented.' } },
    {
      name: 'steal_critical',
      value: 20,
      definition: { type: 'float', help: 'Percent of stolen time that is too much' },
    },
  ]);
});

test('Python is reported by name and not loaded', () => {
  expect(bench.only().notLoaded.map((path) => path.replace(`${bench.root}/`, ''))).toEqual([
    'global/vmware/collectors/collector_vmware.py',
  ]);
});

test('one of its parameters is overridden under the name of the pack or of its directory', () => {
  bench.write('zone/vmware/parameters.yaml', 'steal_critical: 30\n');
  bench.write('local/vmware-performance/parameters/parameters.yml', 'steal_critical: 40\n');
  expect(bench.only().parameters.at(-1)).toMatchObject({
    value: 40,
    hides: [{ value: 30 }, { value: 20 }],
  });
});

test('a file without the word above all others is refused with its place', () => {
  bench.write('global/vmware/monitoring/role.yml', 'interval: 10s\nif_group: linux\n');
  expect(bench.faults()).toEqual([
    'global/vmware/monitoring/role.yml:1:1: expected the key check or service above all others.',
  ]);
});

test('of a parameter that stands there twice the last counts, and its name may have a -', () => {
  bench.write(
    'global/vmware/parameters/parameters.yml',
    'steal_critical: 20\nhost-group: lan\nsteal_critical: 30\n',
  );
  expect(bench.load().faults).toEqual([]);
  expect(bench.only().parameters).toMatchObject([
    { name: 'host-group', value: 'lan' },
    { name: 'steal_critical', value: 30 },
  ]);
});
