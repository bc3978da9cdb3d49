import { describe, expect, test } from 'vitest';
import {
  countZone,
  nearestOf,
  zoneAlone,
  zonesOf,
} from '@/app/(dashboard)/nodes/topology/_components/prepare-topology';
import { layoutTopology } from '@/app/(dashboard)/nodes/topology/_components/topology-layout';
import type { TopologyNode } from '@/common/domain/membership-view';

const NOW_MS = 1_800_000_000_000;

function node(name: string, more: Partial<TopologyNode> = {}): TopologyNode {
  return {
    ...{ id: name, name, zone: 'lan', isRelay: false, digest: 'a', gone: 0, members: 3 },
    ...{ admission: 'active', lastReportMs: NOW_MS, peers: null, ...more },
  };
}

const many = (count: number, zones: number) =>
  Array.from({ length: count }, (_, index) =>
    node(`n${index}`, { zone: `z${index % zones}`, isRelay: index < zones }),
  );

test('zones come by name, relays first in each, and what is in none last', () => {
  const zones = zonesOf([
    node('b', { zone: 'dmz' }),
    node('lost', { digest: '' }),
    node('c'),
    node('r', { isRelay: true }),
  ]);
  expect(zones.map(({ name, nodes }) => [name, ...nodes.map((one) => one.name)])).toEqual([
    ['dmz', 'b'],
    ['lan', 'r', 'c'],
    ['', 'lost'],
  ]);
});

test('views are counted of agents that report alone', () => {
  const [zone] = zonesOf([
    node('a'),
    node('b'),
    node('c', { digest: 'other' }),
    node('d', { digest: 'old', lastReportMs: NOW_MS - 60_000 }),
  ]);
  if (zone === undefined) throw new Error('no zone');
  expect(countZone(zone, NOW_MS)).toEqual({ standings: { live: 3, stale: 1 }, views: 2 });
});

test('a zone alone has its own edges, and a node its nearest', () => {
  const nodes = [node('a'), node('b'), node('c', { zone: 'dmz' })];
  const edges = [
    { from: 'a', to: 'b', ms: 2 },
    { from: 'a', to: 'c', ms: 1 },
  ];
  expect(zoneAlone({ nodes, edges }, 'lan').edges).toEqual([edges[0]]);
  expect(nearestOf('a', edges)).toBe(edges[1]);
  expect(nearestOf('x', edges)).toBeUndefined();
});

describe.each([
  [1, 1],
  [2, 1],
  [25, 3],
  [25, 1],
  [300, 1],
  [300, 12],
])('a map of %i nodes in %i zones', (count, zones) => {
  test.each([343, 720, 1_100])('fits into %i pixels, and no two nodes touch', (width) => {
    const layout = layoutTopology(zonesOf(many(count, zones)), [], width);
    expect(layout.nodes).toHaveLength(count);
    const boxes = new Map(layout.zones.map((placed) => [placed.zone.name, placed]));
    for (const { node: placed, x, y } of layout.nodes) {
      const box = boxes.get(placed.zone);
      if (box === undefined) throw new Error(`${placed.zone} is not on the map`);
      expect(x - 13).toBeGreaterThanOrEqual(box.x);
      expect(x + 13).toBeLessThanOrEqual(box.x + box.width);
      expect(y + 13).toBeLessThanOrEqual(box.y + box.height);
    }
    expect(Math.max(...layout.zones.map((box) => box.x + box.width))).toBeLessThanOrEqual(width);
    expect(nearestPx(layout.nodes)).toBeGreaterThanOrEqual(32);
  });
});

function nearestPx(nodes: readonly { readonly x: number; readonly y: number }[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const [index, one] of nodes.entries()) {
    for (const other of nodes.slice(index + 1)) {
      nearest = Math.min(nearest, Math.hypot(one.x - other.x, one.y - other.y));
    }
  }
  return nearest;
}
