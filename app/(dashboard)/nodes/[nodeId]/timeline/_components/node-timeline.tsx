'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { Segmented } from '@/app/_components/ui/segmented';
import { Skeleton } from '@/app/_components/ui/skeleton';
import { useTRPC } from '@/app/_lib/trpc';
import type { TimelineEntry } from '@/common/domain/timeline';
import { Timeline } from '../../../../_components/timeline/timeline';

interface NodeTimelineProps {
  readonly nodeId: string;
  readonly first: readonly TimelineEntry[];
  readonly pageSize: number;
}

const ABOUT = ['all', 'cluster'] as const;
const OPTIONS = [
  { value: 'all', label: 'Everything' },
  { value: 'cluster', label: 'Cluster' },
] as const;

/** What happened to a node and what was done to it; or what its peers saw of it alone. */
export function NodeTimeline({ nodeId, first, pageSize }: NodeTimelineProps) {
  const [about, setAbout] = useQueryState(
    'about',
    parseAsStringLiteral(ABOUT).withDefault('all').withOptions({ history: 'replace' }),
  );
  const choice = (
    <Segmented
      label="What is listed"
      options={OPTIONS}
      value={about}
      onChange={(next) => void setAbout(next)}
    />
  );
  if (about === 'cluster') return <InCluster nodeId={nodeId} pageSize={pageSize} choice={choice} />;
  return (
    <Timeline
      of={{ nodeId }}
      first={first}
      pageSize={pageSize}
      actions={choice}
      empty="The agent’s starts and stops, collectors that fail or recover, and what people change on this node will be listed here as it happens."
    />
  );
}

interface InClusterProps {
  readonly nodeId: string;
  readonly pageSize: number;
  readonly choice: React.ReactNode;
}

function InCluster({ nodeId, pageSize, choice }: InClusterProps) {
  const trpc = useTRPC();
  const of = { nodeId, about: 'cluster' } as const;
  const { data, error } = useQuery(
    trpc.timeline.list.queryOptions({ ...of, limit: pageSize }, { gcTime: 0 }),
  );
  if (error !== null) {
    return <ErrorCard title="The timeline could not be read">{error.message}</ErrorCard>;
  }
  if (data === undefined) return <Skeleton className="h-40" />;
  return (
    <Timeline
      of={of}
      first={data}
      pageSize={pageSize}
      actions={choice}
      empty="When it joins the cluster, dies, comes back or leaves, that will be listed here, with who saw it."
    />
  );
}
