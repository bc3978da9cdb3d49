'use client';
import { useQuery } from '@tanstack/react-query';
import { Package } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { Input } from '@/app/_components/ui/input';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import { useGroupPulse } from '@/app/_lib/use-group-pulse';
import type { NodeConfiguration } from '@/common/domain/configuration-view';
import type { NodeDetail } from '@/common/domain/node';
import { formatPlural } from '@/common/format';
import { NodeGroupsCard } from './node-groups-card';
import { PackFaults } from './pack-faults';
import { PackPart } from './pack-part';
import { filterPacks } from './prepare-packs';

interface ConfigViewProps {
  readonly node: NodeDetail;
  readonly first: NodeConfiguration;
}

/** How a node is set up: what is wrong with it, its groups and why, packs with their parameters. */
export function ConfigView({ node, first }: ConfigViewProps) {
  const trpc = useTRPC();
  const query = { nodeId: node.id };
  const { data, error, refetch } = useQuery(
    trpc.configuration.onNode.queryOptions(query, { initialData: first }),
  );
  useCheckPulse([node.id], () => void refetch());
  useGroupPulse([node.id], () => void refetch());
  useCopyCall({
    title: 'The configuration of this node',
    path: 'configuration.onNode',
    type: 'query',
    input: query,
    onNode: 'opsbro packs list',
  });
  const [filter, setFilter] = useQueryState('q', parseAsString.withDefault(''));
  const packs = filterPacks(data.packs, filter);
  return (
    <>
      {error !== null && (
        <ErrorCard title="The configuration could not be read">
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      <PackFaults faults={data.faults} />
      <NodeGroupsCard node={node} configuration={data} />
      <Card
        flush
        title="Packs in force"
        note={
          data.toldMs !== null && (
            <>
              {formatPlural(data.packs.length, 'pack')}, last told{' '}
              <RelativeTime atMs={data.toldMs} />
            </>
          )
        }
      >
        {data.packs.length === 0 ? (
          <EmptyState icon={Package} title="The node has told of no pack yet">
            An agent tells its packs when it connects, and whenever one of their files changes.
            Agents before 0.2 do not tell them.
          </EmptyState>
        ) : (
          <>
            <div className="border-b border-line px-4 py-2.5">
              <Input
                data-filter
                type="search"
                value={filter}
                onChange={({ target }) => void setFilter(target.value || null)}
                placeholder="Filter packs and parameters"
                aria-label="Filter packs and parameters"
                className="max-w-72"
              />
            </div>
            {packs.length === 0 && <p className="px-4 py-3 text-ink-2">Nothing matches.</p>}
            <ul className="divide-y divide-line">
              {packs.map((pack) => (
                <PackPart key={pack.name} pack={pack} isOpen={filter !== ''} />
              ))}
            </ul>
          </>
        )}
      </Card>
    </>
  );
}
