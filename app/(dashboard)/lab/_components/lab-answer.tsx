'use client';
import { ExplanationView } from '@/app/_components/explain/explanation-view';
import { Card } from '@/app/_components/ui/card';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Skeleton } from '@/app/_components/ui/skeleton';
import type { useEvaluation } from './use-evaluation';

interface LabAnswerProps {
  readonly evaluation: ReturnType<typeof useEvaluation>;
  readonly nodeName: string;
}

/** What it came to and why; what is wrong with it, and where; why there is no answer. */
export function LabAnswer({ evaluation, nodeName }: LabAnswerProps) {
  const { data, error, isPlaceholderData, isFetching } = evaluation;
  if (error !== null) {
    const code = 'data' in error ? (error.data as { code?: string } | null)?.code : undefined;
    return (
      <ErrorCard title={TITLES[code ?? ''] ?? `${nodeName} gave no answer`}>
        <pre className="overflow-x-auto font-mono text-small whitespace-pre-wrap">
          {error.message}
        </pre>
      </ErrorCard>
    );
  }
  if (data === undefined) return isFetching ? <Skeleton className="h-32" /> : null;
  return (
    <Card
      title="What it comes to"
      note={
        <>
          on {nodeName}, <RelativeTime atMs={data.atMs} />
        </>
      }
    >
      <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'opacity-60' : ''}>
        <ExplanationView explanation={data.explanation} />
      </div>
    </Card>
  );
}

/** By what the server answers. */
const TITLES: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'This is no expression',
  TOO_MANY_REQUESTS: 'Slower, please',
  NOT_FOUND: 'There is no such node',
  FORBIDDEN: 'The node does not answer this',
};
