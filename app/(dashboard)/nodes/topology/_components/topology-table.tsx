'use client';
import Link from 'next/link';
import { Badge } from '@/app/_components/ui/badge';
import { Card } from '@/app/_components/ui/card';
import { NodeStatus } from '@/app/_components/ui/node-status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import type { Topology, TopologyEdge } from '@/common/domain/membership-view';
import { formatMs, formatPlural, NOT_KNOWN } from '@/common/format';
import { nearestOf, type Zone, zonesOf } from './prepare-topology';

/** What the map shows, in words. */
export function TopologyTable({ topology }: { topology: Topology }) {
  const names = new Map(topology.nodes.map(({ id, name }) => [id, name]));
  return zonesOf(topology.nodes).map((zone) => (
    <ZoneTable key={zone.name} zone={zone} edges={topology.edges} names={names} />
  ));
}

interface ZoneTableProps {
  readonly zone: Zone;
  readonly edges: readonly TopologyEdge[];
  readonly names: ReadonlyMap<string, string>;
}

function ZoneTable({ zone, edges, names }: ZoneTableProps) {
  const title = zone.name === '' ? 'Not in the cluster' : `Zone ${zone.name}`;
  return (
    <Card flush title={title} note={formatPlural(zone.nodes.length, 'node')}>
      <Table caption={title} className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
        <thead>
          <tr>
            <Th>Node</Th>
            <Th>State</Th>
            <Th>Relay</Th>
            <Th>Nearest</Th>
            <Th>Its own list</Th>
          </tr>
        </thead>
        <tbody>
          {zone.nodes.map((node) => (
            <tr key={node.id} className="hover:bg-hover/60">
              <RowTh className="font-medium">
                <Link
                  href={`/nodes/${node.id}/cluster`}
                  prefetch={false}
                  className="hover:underline [overflow-wrap:anywhere]"
                >
                  {node.name}
                </Link>
              </RowTh>
              <Td label="State">
                <NodeStatus signs={node} />
              </Td>
              <Td label="Relay">{node.isRelay ? <Badge>relay</Badge> : 'no'}</Td>
              <Td label="Nearest">{nearest(node.id, edges, names)}</Td>
              <Td label="Its own list" className="text-ink-2">
                {listWords(node.members, node.gone)}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function nearest(
  id: string,
  edges: readonly TopologyEdge[],
  names: ReadonlyMap<string, string>,
): string {
  const edge = nearestOf(id, edges);
  if (edge === undefined) return NOT_KNOWN;
  const other = edge.from === id ? edge.to : edge.from;
  return `${names.get(other) ?? other}, ${formatMs(edge.ms)}`;
}

function listWords(members: number, gone: number): string {
  if (members === 0) return NOT_KNOWN;
  return `${formatPlural(members, 'member')}, ${gone === 0 ? 'all alive' : `${gone} not alive`}`;
}
