import type { TopologyEdge, TopologyNode } from '@/common/domain/membership-view';
import type { Zone } from './prepare-topology';

export interface PlacedNode {
  readonly node: TopologyNode;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedZone {
  readonly zone: Zone;
  /** Nodes in a row. */
  readonly columns: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: TopologyEdge;
  readonly from: PlacedNode;
  readonly to: PlacedNode;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly zones: readonly PlacedZone[];
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Whether there is room for names; else they are said where the pointer is. */
  readonly isNamed: boolean;
}

interface Cell {
  readonly width: number;
  readonly height: number;
}

/** So many nodes have their names beside them. */
const NAMED_MAX = 60;
const NAMED: Cell = { width: 116, height: 74 };
const BARE: Cell = { width: 34, height: 34 };
const PADDING = 16;
const HEAD = 34;
const GAP = 20;
const ZONE_WIDTH_MIN = 184;

/**
 * Places zones as boxes that flow like words, and in each its nodes in rows, every other one shifted
 * by half a place, so that a line between two seldom runs through a third.
 * @param width pixels that there are
 */
export function layoutTopology(
  zones: readonly Zone[],
  edges: readonly TopologyEdge[],
  width: number,
): Layout {
  const count = zones.reduce((sum, zone) => sum + zone.nodes.length, 0);
  const isNamed = count <= NAMED_MAX;
  const cell = isNamed ? NAMED : BARE;
  const boxes = flow(
    zones.map((zone) => boxOf(zone, cell, width)),
    width,
  );
  const nodes = boxes.flatMap((box) => placeNodes(box, cell));
  const byId = new Map(nodes.map((placed) => [placed.node.id, placed]));
  return {
    width,
    height: Math.max(0, ...boxes.map(({ y, height }) => y + height)),
    zones: boxes,
    nodes,
    edges: edges.flatMap((edge) => {
      const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
      return from === undefined || to === undefined ? [] : [{ edge, from, to }];
    }),
    isNamed,
  };
}

type Box = Pick<PlacedZone, 'zone' | 'columns' | 'width' | 'height'>;

function columnsOf(count: number, cell: Cell, innerWidth: number): number {
  const square = Math.ceil(Math.sqrt((count * cell.height * 1.8) / cell.width));
  // The shifted row needs half a place more.
  const fitting = Math.floor(innerWidth / cell.width - (count > 1 ? 0.5 : 0));
  return Math.max(1, Math.min(count, square, fitting));
}

function boxOf(zone: Zone, cell: Cell, width: number): Box {
  const count = zone.nodes.length;
  const columns = columnsOf(count, cell, width - 2 * PADDING);
  const rows = Math.ceil(count / columns);
  const shift = rows > 1 ? cell.width / 2 : 0;
  const inner = columns * cell.width + shift;
  return {
    zone,
    columns,
    width: Math.min(width, Math.max(ZONE_WIDTH_MIN, inner + 2 * PADDING)),
    height: HEAD + rows * cell.height + PADDING,
  };
}

function flow(boxes: readonly Box[], width: number): PlacedZone[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return boxes.map((box) => {
    if (x > 0 && x + box.width > width) [x, y, rowHeight] = [0, y + rowHeight + GAP, 0];
    const placed = { ...box, x, y };
    x += box.width + GAP;
    rowHeight = Math.max(rowHeight, box.height);
    return placed;
  });
}

function placeNodes({ zone, columns, x, y }: PlacedZone, cell: Cell): PlacedNode[] {
  return zone.nodes.map((node, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const shift = row % 2 === 1 ? cell.width / 2 : 0;
    return {
      node,
      x: x + PADDING + shift + (column + 0.5) * cell.width,
      y: y + HEAD + row * cell.height + Math.min(cell.height / 2, 24),
    };
  });
}
