'use client';
import { useQuery } from '@tanstack/react-query';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { StatusIcon } from '@/app/_components/ui/status';
import { useNow } from '@/app/_lib/now';
import { useTRPC } from '@/app/_lib/trpc';
import type { Topology, ZonePartition } from '@/common/domain/membership-view';
import { formatExact, formatPlural } from '@/common/format';
import { DisagreementTable } from './disagreement-table';
import { countZone, type Zone, zonesOf } from './prepare-topology';

/** Zone by zone, whether its agents see the same; where they do not, each view is asked for its list. */
export function ZoneViews({ topology }: { topology: Topology }) {
  const zones = zonesOf(topology.nodes).filter(({ name }) => name !== '');
  return zones.map((zone) => <ZoneView key={zone.name} zone={zone} />);
}

function ZoneView({ zone }: { zone: Zone }) {
  const views = useNow((nowMs) => countZone(zone, nowMs).views);
  const agents = useNow((nowMs) => countZone(zone, nowMs).standings.live ?? 0);
  return (
    <Card title={`Zone ${zone.name}`} note={formatPlural(zone.nodes.length, 'node')}>
      {views === 0 && (
        <p className="flex items-start gap-2 text-ink-2">
          <StatusIcon kind="stale" className="mt-0.5" />
          No agent of this zone reports, so nobody knows what they see.
        </p>
      )}
      {views === 1 && (
        <p className="flex items-start gap-2 text-ink-2">
          <StatusIcon kind="ok" className="mt-0.5" />
          {agents === 1
            ? 'The one agent that reports has nobody to disagree with.'
            : `All ${agents} agents that report see the same members in the same states.`}
        </p>
      )}
      {views > 1 && <Partition zone={zone.name} agents={agents} />}
    </Card>
  );
}

const REFRESH_MS = 10_000;

function Partition({ zone, agents }: { zone: string; agents: number }) {
  const trpc = useTRPC();
  const { data, error, isFetching, refetch } = useQuery(
    trpc.membership.partition.queryOptions({ zone }, { refetchInterval: REFRESH_MS, gcTime: 0 }),
  );
  return (
    <div className="flex flex-col gap-4">
      <p className="flex items-start gap-2">
        <StatusIcon kind="warning" className="mt-0.5" />
        <span>
          {data === undefined
            ? `The ${agents} agents that report do not all see the same. Asking them…`
            : summary(data)}
        </span>
      </p>
      {error !== null && (
        <ErrorCard title="The agents could not be asked">{error.message}</ErrorCard>
      )}
      {data !== undefined && <DisagreementTable partition={data} />}
      <div className="flex flex-wrap items-center gap-3 text-small text-ink-3">
        <Button busy={isFetching} onClick={() => void refetch()}>
          Ask again
        </Button>
        {data !== undefined && <span>asked {formatExact(data.askedMs)}</span>}
      </div>
      {data !== undefined && data.silentCount > 0 && (
        <p className="text-ink-2">
          Not counted, since they do not report: {data.silent.map(({ name }) => name).join(', ')}
          {data.silentCount > data.silent.length && ' and others'}.
        </p>
      )}
    </div>
  );
}

function summary({ views, disagreementCount, viewsLeftOut }: ZonePartition): string {
  const all = views.length + viewsLeftOut;
  if (all < 2) return 'By now they see the same: news takes a moment to reach all.';
  const about =
    disagreementCount === 0
      ? 'nothing that their lists of this moment still show'
      : formatPlural(disagreementCount, 'member');
  return `${all} views of this zone; they differ in ${about}.`;
}
