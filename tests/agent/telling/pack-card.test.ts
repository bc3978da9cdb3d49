import { afterEach, beforeEach, expect, test } from 'vitest';
import { packCardOf, packFaultsOf } from '@/agent/telling/pack-card';
import { readDocument } from '@/common/domain/node-document';
import { PackBench } from '../packs/pack-bench';

let bench: PackBench;
beforeEach(() => {
  bench = new PackBench();
  bench.pack('core/redis');
});
afterEach(() => bench[Symbol.dispose]());

test('a pack is told with its parameters and who says so, and nothing of a secret', () => {
  bench.write(
    'core/redis/parameters.yaml',
    [
      'port: { type: int, default: 6379, help: Where it listens., unit: port }',
      'hosts: { type: strings, default: [a, b], help: Who. }',
      'password: { type: string, default: "hunter2", help: To get in., secret: true }',
    ].join('\n'),
  );
  bench.write('local/redis/parameters.yaml', 'password: swordfish\nport: 6380\n');
  bench.write('core/redis/checks/up.yaml', 'summary: x\ncritical_if: "{{collector.a.b}}"\n');
  const card = packCardOf(bench.only());
  const json = JSON.stringify(card);
  expect(json).not.toContain('hunter2');
  expect(json).not.toContain('swordfish');
  expect(card.parameters).toMatchObject([
    { name: 'hosts', value: '["a","b"]', level: 'core', hides: [] },
    {
      name: 'password',
      isSecret: true,
      value: '',
      default: '',
      level: 'local',
      hides: [{ level: 'core', value: '' }],
    },
    {
      name: 'port',
      value: '6380',
      default: '6379',
      unit: 'port',
      level: 'local',
      hides: [
        { level: 'core', value: '6379', place: expect.stringMatching(/parameters\.yaml:1:\d+$/) },
      ],
    },
  ]);
  expect(card.files).toMatchObject([{ kind: 'checks', name: 'up', enabled: true }]);
  expect(readDocument('pack', json)).toEqual(card);
});

test('what is wrong with packs is told in its sentences', () => {
  bench.write('local/redis/parameters.yaml', 'prot: 1\n');
  const told = packFaultsOf(bench.load());
  expect(told.faults).toMatchObject([{ pack: 'redis', level: 'local', message: /prot is no/ }]);
  expect(readDocument('pack-faults', JSON.stringify(told))).toEqual(told);
});
