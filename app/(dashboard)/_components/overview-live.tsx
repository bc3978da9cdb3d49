'use client';
import { PageHeader } from '@/app/_components/ui/page-header';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { cx } from '@/app/_lib/cx';
import { useNow } from '@/app/_lib/now';
import type { Overview } from '@/common/domain/node';
import type { TimelineEntry } from '@/common/domain/timeline';
import { AddNodeButton } from './add-node/add-node-button';
import { Fleet } from './fleet';
import { FleetNumbers } from './fleet-numbers';
import { fleetDensity } from './fleet-view';
import { LatestEvents } from './latest-events';
import { NeedsYou } from './needs-you';
import { StartHere } from './start-here';
import { useFleet } from './use-fleet';
import { useProblems } from './use-problems';
import { WaitingForAgent } from './waiting-for-agent';

interface OverviewLiveProps {
  readonly first: Overview;
  readonly firstEvents: readonly TimelineEntry[];
  /** Whether this person lets machines in. */
  readonly mayAdd: boolean;
}

/** What a person who is woken up looks at: what needs them, then everything, then what happened. */
export function OverviewLive({ first, firstEvents, mayAdd }: OverviewLiveProps) {
  const { nodes } = useFleet(first);
  const problems = useProblems(first.problems);
  useCopyCall({ title: 'The whole fleet', path: 'nodes.overview', type: 'query' });
  useCopyCall({
    title: 'What happened',
    path: 'timeline.list',
    type: 'query',
    input: { limit: 50 },
  });
  const nowMs = useNow((ms) => ms);
  const [only] = nodes;
  // Cards are high; under tiles and cells there is room for what happened.
  const isLow = fleetDensity(nodes.length) !== 'cards';
  return (
    <>
      <PageHeader title="Overview" actions={mayAdd && <AddNodeButton />} />
      {only !== undefined && (
        <>
          <FleetNumbers nodes={nodes} nowMs={nowMs} />
          {nodes.length === 1 && <StartHere node={only} mayAdd={mayAdd} />}
        </>
      )}
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_23rem] xl:grid-rows-[auto_1fr]">
        {only === undefined ? (
          <WaitingForAgent />
        ) : (
          <>
            <div className={cx('xl:col-start-2', isLow && 'xl:row-span-2 xl:row-start-1')}>
              <NeedsYou nodes={nodes} problems={problems} nowMs={nowMs} />
            </div>
            <div className={cx('min-w-0 xl:col-start-1 xl:row-start-1', !isLow && 'xl:row-span-2')}>
              <Fleet nodes={nodes} nowMs={nowMs} />
            </div>
          </>
        )}
        <div className={cx('min-w-0', isLow ? 'xl:col-start-1' : 'xl:col-start-2')}>
          <LatestEvents first={firstEvents} />
        </div>
      </div>
    </>
  );
}
