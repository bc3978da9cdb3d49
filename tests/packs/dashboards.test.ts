import { describe, expect, test } from 'vitest';
import type { Collector } from '@/agent/collectors/define-collector';
import type { Spec } from '@/agent/collectors/shape';
import { dashboardCardOf } from '@/agent/dashboards/dashboard-card';
import { loadCollectors } from '@/agent/packs/collector-loader';
import { loadPackTree } from '@/agent/packs/pack-loader';
import { PackMemory } from '@/agent/packs/pack-memory';
import { dashboardCard } from '@/common/domain/dashboard';
import { seriesKey } from '@/common/domain/metric';

const tree = loadPackTree({
  places: [{ level: 'core', path: 'packs' }],
  memory: new PackMemory(),
  judges: {},
});
const collectors = new Map<string, Collector>(
  (await loadCollectors(tree)).flatMap((each) =>
    each.kind === 'ready' ? [[each.collector.name, each.collector]] : [],
  ),
);
const files = tree.packs.flatMap((pack) => pack.files.dashboards);

interface Place {
  readonly spec: Spec;
  /** The names of the labels on the way there. */
  readonly labels: readonly string[];
}

/** Where the keys of a metric lead in a collector's shape; a label needs no key. */
function placeOf({ spec, labels }: Place, keys: readonly string[]): Place | undefined {
  const { node } = spec;
  const [key, ...rest] = keys;
  if (node.is === 'each') {
    return placeOf({ spec: node.inner, labels: [...labels, node.label] }, keys);
  }
  if (key === undefined) return { spec, labels };
  if (node.is !== 'group' && node.is !== 'open') return undefined;
  const shape = node.is === 'group' ? node.inner : node.known;
  const [, inner] = Object.entries(shape).find(([name]) => name.toLowerCase() === key) ?? [];
  const next = inner ?? (node.is === 'open' ? node.rest : undefined);
  return next === undefined ? undefined : placeOf({ spec: next, labels }, rest);
}

test('the machine and each service that is watched have a dashboard', () => {
  const packs = files.map(({ pack }) => pack);
  expect(packs).toEqual(
    expect.arrayContaining([
      'linux',
      'system',
      'redis',
      'memcached',
      'mysql',
      'postgresql',
      'rabbitmq',
    ]),
  );
});

describe.each(files)('$pack/dashboards/$name', (file) => {
  const card = dashboardCardOf(file);

  test('can be told by a node', () => {
    expect(dashboardCard.parse(card)).toEqual(card);
    expect(card.leftOut).toEqual([]);
  });

  test('shows metrics that its collectors promise, each panel in one unit', () => {
    for (const panel of card.panels) {
      const units = panel.series.map((series) => {
        if (!('metric' in series)) throw new Error(`${panel.title}: expected metrics`);
        const [name = '', ...keys] = series.metric.split('.');
        const collector = collectors.get(name);
        if (collector === undefined) throw new Error(`${panel.title}: no collector ${name}`);
        const place = placeOf({ spec: collector.shape, labels: [] }, keys);
        const node = place?.spec.node;
        if (node?.is !== 'metric') throw new Error(`${panel.title}: no metric ${series.metric}`);
        expect(place?.labels).toEqual(expect.arrayContaining(Object.keys(series.labels)));
        return node.unit;
      });
      if (panel.unit === null) expect(new Set(units).size, panel.title).toBe(1);
    }
  });

  test('has no panel and no line twice', () => {
    const titles = card.panels.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    const lines = card.panels.flatMap(({ series }) =>
      series.map((each) => ('metric' in each ? seriesKey(each) : each.path)),
    );
    expect(new Set(lines).size).toBe(lines.length);
  });
});
