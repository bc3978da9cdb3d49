import { expect, test } from 'vitest';
import type { Report } from '@/common/protocol/report';
import { monitoringEntries } from '@/server/monitoring/monitoring-entries';
import { EMPTY_REPORT } from '../../support/empty-report';
import { changeOf } from './told';

const texts = (told: Partial<Report>) =>
  monitoringEntries({ ...EMPTY_REPORT, ...told }).map(({ text }) => text);

test('the timeline tells what begins or ends a problem, and leaves the rest to the history', () => {
  const moment = { check: 'a.b', atMs: 1, output: '' };
  const checkEvents = [
    changeOf('linux.memory', 'pending', 'ok', 'fine'),
    changeOf('linux.memory', 'ok', 'warning', '91 % used\nand more'),
    changeOf('linux.memory', 'warning', 'critical', '97 % used'),
    { ...moment, kind: 'flapping-started', changePercent: 40 } as const,
    changeOf('linux.memory', 'critical', 'ok'),
    changeOf('linux.disk', 'ok', 'stale', 'x'.repeat(4_096)),
    changeOf('redis.up', 'critical', 'pending', 'not checked any more: not in the group redis'),
    changeOf('redis.memory', 'ok', 'pending', 'not checked any more: not in the group redis'),
  ];
  expect(texts({ checkEvents })).toEqual([
    'check linux.memory is warning: 91 % used',
    'check linux.memory is ok',
    `check linux.disk is stale: ${'x'.repeat(299)}…`,
    'check redis.up is not checked any more: not in the group redis',
  ]);
});

test('the timeline tells who comes into a group or leaves it, and why', () => {
  const change = { atMs: 1, change: 'added', group: 'redis', source: 'detected' } as const;
  const groupChanges = [
    { ...change, detector: 'redis.redis' },
    { ...change, change: 'removed', detector: 'redis.redis' },
    { ...change, group: 'prod', source: 'given', detector: '' },
  ] as const;
  expect(texts({ groupChanges: [...groupChanges] })).toEqual([
    'joined the group redis: detected by redis.redis',
    'left the group redis: no longer detected by redis.redis',
    'joined the group prod: given by people',
  ]);
});
