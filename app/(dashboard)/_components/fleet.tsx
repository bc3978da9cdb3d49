'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Card } from '@/app/_components/ui/card';
import { Segmented } from '@/app/_components/ui/segmented';
import { StatusIcon, type StatusKind } from '@/app/_components/ui/status';
import type { NodeRow } from '@/common/domain/node';
import { formatPlural } from '@/common/format';
import { FleetCells } from './fleet-cells';
import { FleetTiles } from './fleet-tiles';
import { byGroup, type FleetGroup, fleetDensity, nodeKind } from './fleet-view';
import { NodeCard } from './node-card';

interface FleetProps {
  readonly nodes: readonly NodeRow[];
  readonly nowMs: number;
}

const BY = ['name', 'group'] as const;

/** Every node at once: a few as cards, some as tiles, hundreds as cells. */
export function Fleet({ nodes, nowMs }: FleetProps) {
  const [by, setBy] = useQueryState('by', parseAsStringLiteral(BY).withDefault('name'));
  const density = fleetDensity(nodes.length);
  if (density === 'cards') {
    return (
      <section aria-label="Nodes" className="grid min-w-0 gap-5">
        {nodes.map((node) => (
          <NodeCard key={node.id} node={node} />
        ))}
      </section>
    );
  }
  const groups: FleetGroup[] = by === 'group' ? byGroup(nodes) : [{ name: '', nodes }];
  const Shown = density === 'tiles' ? FleetTiles : FleetCells;
  return (
    <Card
      title="Fleet"
      note={formatPlural(nodes.length, 'node')}
      actions={
        <Segmented
          label="Order the fleet by"
          value={by}
          onChange={(value) => void setBy(value)}
          options={[
            { value: 'name', label: 'By name' },
            { value: 'group', label: 'By group' },
          ]}
        />
      }
    >
      <div className="flex flex-col gap-4">
        {groups.map((group) => (
          <section key={group.name} aria-label={group.name || 'All nodes'}>
            {group.name !== '' && (
              <h3 className="mb-2 flex items-baseline gap-2">
                {group.name}
                <span className="text-small text-ink-3">{group.nodes.length}</span>
              </h3>
            )}
            <Shown nodes={group.nodes} nowMs={nowMs} />
          </section>
        ))}
        <Legend
          cells={density === 'cells'}
          kinds={new Set(nodes.map((node) => nodeKind(node, nowMs)))}
        />
      </div>
    </Card>
  );
}

/** What each shape means; of those that stand above. */
const LEGEND = [
  ['critical', 'A check is critical, or quarantined'],
  ['warning', 'A check warns, or a collector fails'],
  ['unknown', 'A check cannot tell'],
  ['stale', 'No data, of the node or of a check'],
  ['pending', 'Not reported yet, or awaiting approval'],
  ['revoked', 'Revoked'],
] as const satisfies readonly (readonly [StatusKind, string])[];

interface LegendProps {
  readonly cells: boolean;
  readonly kinds: ReadonlySet<StatusKind>;
}

function Legend({ cells, kinds }: LegendProps) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-3">
      <li className="flex items-center gap-1.5">
        {cells ? (
          <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4">
            <rect x="1" y="1" width="14" height="14" rx="3" className="fill-ok-tint" />
            <rect x="1" y="8" width="14" height="7" rx="3" className="fill-ok" />
          </svg>
        ) : (
          <StatusIcon kind="ok" />
        )}
        {cells ? 'Live, filled to its CPU' : 'Live'}
      </li>
      {LEGEND.filter(([kind]) => kinds.has(kind)).map(([kind, words]) => (
        <li key={kind} className="flex items-center gap-1.5">
          <StatusIcon kind={kind} /> {words}
        </li>
      ))}
    </ul>
  );
}
