'use client';
import { useQuery } from '@tanstack/react-query';
import { HEALTH_STATUS } from '@/app/_components/shell/health-status';
import { Button } from '@/app/_components/ui/button';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { StatusIcon } from '@/app/_components/ui/status';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { cx } from '@/app/_lib/cx';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useRunningNow } from '@/app/_lib/now';
import { useTRPC } from '@/app/_lib/trpc';
import type { ServerHealth } from '@/common/domain/server-health';
import { formatAge } from '@/common/format';
import { FactCard } from './fact-card';
import { connectionFacts, type ServerKeys } from './prepare-connections';
import {
  databaseFacts,
  ingestFacts,
  processFacts,
  serverFacts,
  storeFacts,
} from './prepare-health';

const REFRESH_MS = 5_000;

interface HealthLiveProps {
  readonly first: ServerHealth;
  /** By what agents know this server; does not change while the page is open. */
  readonly keys: ServerKeys;
}

/** How the server does, asked again every five seconds. What was last heard stays when it fails. */
export function HealthLive({ first, keys }: HealthLiveProps) {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const { data, isError, error, dataUpdatedAt, refetch } = useQuery(
    trpc.health.server.queryOptions(undefined, {
      initialData: first,
      refetchInterval: paused ? false : REFRESH_MS,
    }),
  );
  const servers = serverFacts(data);
  useCopyCall({ title: 'How the server does', path: 'health.server', type: 'query' });
  const age = useRunningNow((nowMs) => formatAge(nowMs - dataUpdatedAt));
  return (
    <>
      {isError && (
        <ErrorCard
          title={`The server has not answered for ${age}`}
          action={<Button onClick={() => void refetch()}>Ask again</Button>}
        >
          {error.message}. What you see below is what it last said.
        </ErrorCard>
      )}
      <HealthSummary health={data} />
      <div className={cx('grid items-start gap-5 lg:grid-cols-2', isError && 'text-ink-3')}>
        <div className="grid gap-5">
          <FactCard title="Process" facts={processFacts(data)} />
          <FactCard title="Agents and reports" facts={ingestFacts(data)} />
        </div>
        <div className="grid gap-5">
          <FactCard title="Database" facts={databaseFacts(data)} />
          {servers.length > 0 && <FactCard title="Servers on this database" facts={servers} />}
          <FactCard title="Connections" facts={connectionFacts(keys)} />
          <FactCard title="Samples" facts={storeFacts(data)} />
        </div>
      </div>
    </>
  );
}

function HealthSummary({ health: { state, problems } }: { health: ServerHealth }) {
  const { kind, sentence } = HEALTH_STATUS[state];
  return (
    <div role="status" className="flex items-start gap-3">
      <StatusIcon kind={kind} className="mt-0.5 size-4" />
      <div className="min-w-0">
        <p className="font-medium">{sentence}</p>
        {problems.map((problem) => (
          <p key={problem} className="text-ink-2 [overflow-wrap:anywhere]">
            {problem}
          </p>
        ))}
      </div>
    </div>
  );
}
