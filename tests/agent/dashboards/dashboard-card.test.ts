import { expect, test } from 'vitest';
import { dashboardCardOf, judgeDashboard } from '@/agent/dashboards/dashboard-card';
import { dashboardCard } from '@/common/domain/dashboard';
import { checkFile } from '../checks/check-file';

function fileOf(text: string, isOriginal = false) {
  const file = checkFile('home', text);
  return { ...file, kind: 'dashboards' as const, root: isOriginal ? 'dashboard' : undefined };
}

const fault = (text: string) => judgeDashboard(fileOf(text));
const panel = (words: string) => `title: T\npanels:\n  - { title: P, ${words} }\n`;

test('a panel says what it shows, and the rest has defaults', () => {
  const card = dashboardCardOf(
    fileOf(panel('series: [{ metric: cpustats.%user, labels: { cpu: 0 } }]')),
  );
  expect(card).toEqual({
    id: 'test.home',
    name: 'home',
    pack: 'test',
    level: 'core',
    path: '/packs/test/checks/home.yaml',
    title: 'T',
    group: '',
    panels: [
      {
        title: 'P',
        help: '',
        kind: 'line',
        unit: null,
        series: [{ metric: 'cpustats.%user', labels: { cpu: '0' }, name: '' }],
      },
    ],
    leftOut: [],
  });
  expect(dashboardCard.parse(card)).toEqual(card);
});

test.each([
  ['title: T\n', /panels/],
  [panel('series: []'), /panels\.0\.series: .*>=1/],
  [panel('series: [{ metric: memory }]'), /expected a collector and its keys/],
  [panel('series: [{ metric: memory.x, colour: red }]'), /a dashboard has no colour/],
  [panel('kind: pie, series: [{ metric: memory.x }]'), /panels\.0\.kind: .*line.*bar/],
  [panel('unit: furlongs, series: [{ metric: memory.x }]'), /panels\.0\.unit/],
])('%s is refused at its place', (text, words) => {
  expect(fault(text)).toMatch(words);
  expect(fault(text)).toMatch(/^\/packs\/test\/checks\/home\.yaml:/);
});

const ORIGINAL = `
title: Linux
vertical_split:
  - horizontal_split:
      - donut: { title: Memory, value: "{{collector.memory.phys_used}}", unit: "%" }
      - horizontal_chart: { title: Load, value: "{{collector.loadaverage.load1}}", unit: "" }
  - horizontal_gauge:
      title: Disk
      value: "{{collector.diskusage./.pct_used}}"
      unit: "%"
  - text: { title: Ratio, value: "(1.0 * {{collector.redis.used_memory_rss}} ) / {{collector.redis.x}}" }
  - pie: { title: Odd }
`;

test('of the original what is one value is shown, and what is not is named', () => {
  const card = dashboardCardOf(fileOf(ORIGINAL, true));
  expect(card.title).toBe('Linux');
  expect(card.panels).toMatchObject([
    { title: 'Memory', kind: 'bar', unit: 'percent', series: [{ path: 'memory.phys_used' }] },
    { title: 'Load', kind: 'line', unit: null, series: [{ path: 'loadaverage.load1' }] },
    { title: 'Disk', kind: 'bar', unit: 'percent', series: [{ path: 'diskusage./.pct_used' }] },
  ]);
  expect(card.leftOut).toEqual([
    expect.stringMatching(/^The panel "Ratio" shows an expression; .*\.$/),
    'pie is no panel that is known here.',
  ]);
  expect(dashboardCard.parse(card)).toEqual(card);
});

test('a dashboard of the original without any panel is refused, however deep it is', () => {
  let deep: unknown = [];
  for (let depth = 0; depth < 10_000; depth += 1) deep = { vertical_split: [deep] };
  const file = { ...fileOf('title: x', true), document: deep };
  expect(judgeDashboard(file)).toMatch(/expected panels below vertical_split/);
});
