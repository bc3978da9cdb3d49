'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/app/_lib/trpc';
import type { ExplainedGroup } from '@/common/domain/detection';
import { Button } from '../ui/button';
import { ErrorCard } from '../ui/error-card';
import { Skeleton } from '../ui/skeleton';
import { ExplanationView } from './explanation-view';

/** As asked just now; nothing of it is kept, and a node that is away is not asked again and again. */
const LIVE = { gcTime: 0, staleTime: 0, retry: false } as const;

interface DetectorWhyProps {
  readonly nodeId: string;
  readonly detector: string;
}

/** Why a detector of a node gives what it gives: asked of its agent now. */
export function DetectorWhy({ nodeId, detector }: DetectorWhyProps) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.groups.explain.queryOptions({ nodeId, detector }, LIVE),
  );
  if (error !== null) return <NoAnswer message={error.message} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-20" />;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {data.card.reason !== '' && <p className="text-ink-2">{data.card.reason}</p>}
      <ExplanationView explanation={data.condition} />
      <ul className="text-small">
        {data.groups.map((group) => (
          <GivenGroup key={group.text} group={group} />
        ))}
      </ul>
    </div>
  );
}

function GivenGroup({ group: { text, gives, problem } }: { group: ExplainedGroup }) {
  return (
    <li className="py-0.5 [overflow-wrap:anywhere]">
      <code className="font-mono text-ink-2">{text}</code>{' '}
      {problem === '' ? (
        <>
          stands for <code className="font-mono">{gives.join(', ') || 'nothing'}</code>
        </>
      ) : (
        <span className="text-critical">{problem}</span>
      )}
    </li>
  );
}

interface RoleWhyProps {
  readonly nodeId: string;
  readonly role: string;
}

/** Why a role does as it does on a node: asked of its agent now. */
export function RoleWhy({ nodeId, role }: RoleWhyProps) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.roles.explain.queryOptions({ nodeId, role }, LIVE),
  );
  if (error !== null) return <NoAnswer message={error.message} onRetry={() => void refetch()} />;
  return data === undefined ? (
    <Skeleton className="h-20" />
  ) : (
    <ExplanationView explanation={data} />
  );
}

function NoAnswer({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <ErrorCard
      title="The node could not explain it"
      action={<Button onClick={onRetry}>Ask again</Button>}
    >
      {message}
    </ErrorCard>
  );
}
