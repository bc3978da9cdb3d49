'use client';
import { useMemo, useState } from 'react';
import { nodeStatusKind, nodeStatusWord } from '@/app/_components/ui/node-status';
import { StatusIcon } from '@/app/_components/ui/status';
import { cx } from '@/app/_lib/cx';
import { useNow } from '@/app/_lib/now';
import type { Topology } from '@/common/domain/membership-view';
import { formatMs, formatPlural } from '@/common/format';
import { zonesOf } from './prepare-topology';
import {
  type Layout,
  layoutTopology,
  type PlacedEdge,
  type PlacedNode,
  type PlacedZone,
} from './topology-layout';
import { useWidth } from './use-width';

const WIDTH_GUESS = 1_100;

/**
 * Zones with their nodes, and how far the nearest are from one another. For those who do not see it
 * the table says the same.
 */
export function TopologyMap({ topology }: { topology: Topology }) {
  const { element, width } = useWidth<HTMLDivElement>(WIDTH_GUESS);
  const [chosen, setChosen] = useState<string | null>(null);
  const layout = useMemo(
    () => layoutTopology(zonesOf(topology.nodes), topology.edges, width),
    [topology, width],
  );
  return (
    <div ref={element} className="overflow-hidden">
      <p className="sr-only">
        A map of {formatPlural(topology.nodes.length, 'node')}. “Table” says the same in words.
      </p>
      <svg
        aria-hidden
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        className="block max-w-full"
      >
        {layout.zones.map((zone) => (
          <ZoneBox key={zone.zone.name} placed={zone} />
        ))}
        <Edges layout={layout} chosen={chosen} />
        {layout.nodes.map((placed) => (
          <MapNode
            key={placed.node.id}
            placed={placed}
            isNamed={layout.isNamed}
            isChosen={chosen === placed.node.id}
            onChoose={setChosen}
          />
        ))}
        <EdgeLabels layout={layout} chosen={chosen} />
      </svg>
    </div>
  );
}

function ZoneBox({ placed: { zone, x, y, width, height } }: { placed: PlacedZone }) {
  return (
    <g>
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={width - 1}
        height={height - 1}
        rx={8}
        className="fill-surface stroke-line"
        strokeDasharray={zone.name === '' ? '4 4' : undefined}
      />
      <text x={x + 16} y={y + 22} className="fill-ink text-base font-medium">
        {zone.name === '' ? 'not in the cluster' : zone.name}
        <tspan dx={8} className="fill-ink-3 text-small font-normal">
          {zone.nodes.length}
        </tspan>
      </text>
    </g>
  );
}

function Edges({ layout, chosen }: { layout: Layout; chosen: string | null }) {
  return (
    <g aria-hidden>
      {layout.edges.map((placed) => (
        <line
          key={`${placed.edge.from} ${placed.edge.to}`}
          x1={placed.from.x}
          y1={placed.from.y}
          x2={placed.to.x}
          y2={placed.to.y}
          className={cx(isOf(placed, chosen) ? 'stroke-accent' : 'stroke-line-strong')}
          strokeWidth={isOf(placed, chosen) ? 1.5 : 1}
          strokeOpacity={edgeOpacity(layout, placed, chosen)}
        />
      ))}
    </g>
  );
}

/** Of many nodes only the edges of the chosen one, and those between relays. */
function edgeOpacity(layout: Layout, placed: PlacedEdge, chosen: string | null): number {
  if (isOf(placed, chosen)) return 1;
  if (chosen !== null) return 0.15;
  const isBetweenRelays = placed.from.node.isRelay && placed.to.node.isRelay;
  if (isBetweenRelays) return 0.9;
  return layout.isNamed ? 0.45 : 0.15;
}

function isOf({ edge }: PlacedEdge, chosen: string | null): boolean {
  return chosen !== null && (edge.from === chosen || edge.to === chosen);
}

/** How far: of the chosen node's edges. */
function EdgeLabels({ layout, chosen }: { layout: Layout; chosen: string | null }) {
  const shown = layout.edges.filter((placed) => isOf(placed, chosen));
  return (
    <g aria-hidden className="pointer-events-none">
      {shown.map(({ edge, from, to }) => {
        const other = edge.from === chosen ? to : from;
        return (
          <text
            key={`${edge.from} ${edge.to}`}
            x={other.x}
            y={other.y - 14}
            textAnchor="middle"
            strokeWidth={3}
            className="fill-ink stroke-surface text-small tabular-nums [paint-order:stroke]"
          >
            {formatMs(edge.ms)}
          </text>
        );
      })}
    </g>
  );
}

interface MapNodeProps {
  readonly placed: PlacedNode;
  readonly isNamed: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (id: string | null) => void;
}

const NAME_LENGTH = 15;

function MapNode({ placed: { node, x, y }, isNamed, isChosen, onChoose }: MapNodeProps) {
  const kind = useNow((nowMs) => nodeStatusKind(node, nowMs));
  const word = useNow((nowMs) => nodeStatusWord(node, nowMs));
  const choose = () => onChoose(node.id);
  const leave = () => onChoose(null);
  const short =
    node.name.length > NAME_LENGTH ? `${node.name.slice(0, NAME_LENGTH - 1)}…` : node.name;
  return (
    <a
      href={`/nodes/${node.id}/cluster`}
      tabIndex={-1}
      onPointerEnter={choose}
      onPointerLeave={leave}
    >
      <title>{`${node.name}: ${word}${node.isRelay ? ', relay' : ''}`}</title>
      <circle cx={x} cy={y} r={17} className="fill-transparent" />
      {node.isRelay && (
        <circle cx={x} cy={y} r={13} fill="none" strokeWidth={2} className="stroke-accent" />
      )}
      <g transform={`translate(${x - 8} ${y - 8})`}>
        <StatusIcon kind={kind} />
      </g>
      {(isNamed || isChosen) && (
        <text
          x={x}
          y={y + 30}
          textAnchor="middle"
          strokeWidth={3}
          className="fill-ink-2 stroke-surface text-small [paint-order:stroke]"
        >
          {short}
        </text>
      )}
    </a>
  );
}
