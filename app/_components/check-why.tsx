'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import type { CheckWhy as Why } from '@/common/domain/check-view';
import { CheckExplanationView } from './explain/check-explanation';
import { Button } from './ui/button';
import { CheckStatus } from './ui/check-status';
import { ErrorCard } from './ui/error-card';
import { RelativeTime } from './ui/relative-time';
import { Skeleton } from './ui/skeleton';

interface CheckWhyProps {
  readonly nodeId: string;
  readonly check: string;
  /** Whether this person may have it run now. */
  readonly mayRun: boolean;
}

/** Why a check of a node is as it is, evaluated there just now, or as it was kept. */
export function CheckWhy({ nodeId, check, mayRun }: CheckWhyProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { data, error, refetch, isFetching } = useQuery(
    trpc.checks.explain.queryOptions({ nodeId, check }, { gcTime: 0, retry: false }),
  );
  useCheckPulse([nodeId], () => void refetch());
  const run = useMutation({
    mutationFn: () => client.checks.run.mutate({ nodeId, check }),
    onSettled: () => refetch(),
  });
  if (error !== null && data === undefined) {
    return (
      <ErrorCard
        title="It could not be explained"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </ErrorCard>
    );
  }
  if (data === undefined) return <Skeleton className="h-24" />;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 leading-6">
          <CheckStatus state={data.state} />{' '}
          <span className="whitespace-pre-line [overflow-wrap:anywhere]">{data.output}</span>
        </p>
        {mayRun && (
          <Button icon={Play} busy={run.isPending} onClick={() => run.mutate()}>
            Run now
          </Button>
        )}
      </div>
      {run.error !== null && <p className="text-critical">{run.error.message}</p>}
      {data.parts.length > 0 ? (
        <CheckExplanationView state={data.state} parts={data.parts} />
      ) : (
        <p className="text-ink-2">
          {data.isLive
            ? 'No expression decides here: what it came to is its output, from a program or from outside.'
            : 'Nothing was kept of why; its node says more when it answers again.'}
        </p>
      )}
      <Freshness why={data} isFetching={isFetching} />
    </div>
  );
}

function Freshness({ why, isFetching }: { readonly why: Why; readonly isFetching: boolean }) {
  return (
    <p className="text-small text-ink-3" aria-busy={isFetching}>
      {why.isLive ? (
        <>
          Evaluated on the node <RelativeTime atMs={why.atMs} />.
        </>
      ) : (
        <>
          {why.note} {why.parts.length > 0 && 'This is what was kept when it became a problem, '}
          {why.parts.length > 0 && <RelativeTime atMs={why.atMs} />}
          {why.parts.length > 0 && '.'}
        </>
      )}
    </p>
  );
}
