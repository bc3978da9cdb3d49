'use client';
import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { Segmented } from '@/app/_components/ui/segmented';
import { SelectField } from '@/app/_components/ui/select-field';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import type { Topology } from '@/common/domain/membership-view';
import type { TimelineEntry } from '@/common/domain/timeline';
import { formatPlural } from '@/common/format';
import { Timeline } from '../../../_components/timeline/timeline';
import { FleetTabs } from '../../_components/fleet-tabs';
import { LoneCluster } from './lone-cluster';
import { zoneAlone, zonesOf } from './prepare-topology';
import { TopologyMap } from './topology-map';
import { TOPOLOGY_OPTIONS, topologyParams } from './topology-params';
import { TopologyTable } from './topology-table';
import { ZoneViews } from './zone-views';

const REFRESH_MS = 5_000;

interface TopologyViewProps {
  readonly first: Topology;
  readonly history: readonly TimelineEntry[];
  readonly pageSize: number;
}

/** The cluster: zones, relays, nodes and how far they are apart; and whether they see the same. */
export function TopologyView({ first, history, pageSize }: TopologyViewProps) {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const { data, error } = useQuery(
    trpc.membership.topology.queryOptions(undefined, {
      initialData: first,
      refetchInterval: paused ? false : REFRESH_MS,
      gcTime: 0,
    }),
  );
  useCopyCall({
    title: 'The cluster',
    path: 'membership.topology',
    type: 'query',
    onNode: 'opsbro gossip members',
  });
  const [{ view, zone }, setParams] = useQueryStates(topologyParams, { history: 'replace' });
  const shown = zoneAlone(data, zone);
  const zones = zonesOf(data.nodes).flatMap(({ name }) => (name === '' ? [] : [name]));
  return (
    <>
      <PageHeader
        title="Topology"
        note={`${formatPlural(data.nodes.length, 'node')} in ${formatPlural(zones.length, 'zone')}`}
      />
      <FleetTabs />
      {error !== null && (
        <ErrorCard title="The cluster could not be read">
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <Segmented
          label="What is shown"
          options={TOPOLOGY_OPTIONS}
          value={view}
          onChange={(next) => void setParams({ view: next })}
        />
        {zones.length > 1 && view !== 'history' && (
          <ZoneChoice
            zones={zones}
            zone={zone}
            onChange={(next) => void setParams({ zone: next })}
          />
        )}
      </div>
      {data.nodes.length <= 1 && view !== 'history' && <LoneCluster />}
      {view === 'map' && <TopologyMap topology={shown} />}
      {view === 'table' && <TopologyTable topology={shown} />}
      {view === 'views' && <ZoneViews topology={shown} />}
      {view === 'history' && (
        <Timeline
          isOfMany
          of={{ about: 'cluster' }}
          first={history}
          pageSize={pageSize}
          empty="When an agent joins the cluster, dies, comes back or leaves, that will be listed here, with who saw it."
        />
      )}
    </>
  );
}

interface ZoneChoiceProps {
  readonly zones: readonly string[];
  readonly zone: string | null;
  readonly onChange: (zone: string | null) => void;
}

function ZoneChoice({ zones, zone, onChange }: ZoneChoiceProps) {
  return (
    <div className="w-48">
      <SelectField
        label="Zone"
        value={zone ?? ''}
        onChange={(next) => onChange(next === '' ? null : next)}
        options={[
          { value: '', label: 'All zones' },
          ...zones.map((name) => ({ value: name, label: name })),
        ]}
      />
    </div>
  );
}
