'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { Table, Th } from '@/app/_components/ui/table';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import type { NodeCheckRow } from '@/common/domain/check-view';
import { formatPlural } from '@/common/format';
import { NodeCheck } from './node-check';

const REFRESH_MS = 10_000;

interface NodeChecksProps {
  readonly nodeId: string;
  readonly first: readonly NodeCheckRow[];
  readonly mayRun: boolean;
}

/** The checks of a node, worst first; each opens to why it is as it is. */
export function NodeChecks({ nodeId, first, mayRun }: NodeChecksProps) {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const { data, error, refetch } = useQuery(
    trpc.checks.onNode.queryOptions(
      { nodeId },
      {
        initialData: [...first],
        staleTime: REFRESH_MS,
        gcTime: 0,
        refetchOnWindowFocus: !paused,
      },
    ),
  );
  useCheckPulse([nodeId], () => void refetch());
  useCopyCall({
    title: 'The checks of this node',
    path: 'checks.onNode',
    type: 'query',
    input: { nodeId },
    onNode: 'opsbro monitoring state',
  });
  const applying = data.filter(({ applies }) => applies);
  const others = data.filter(({ applies }) => !applies);
  const [showsOthers, setShowsOthers] = useState(false);
  const shown = showsOthers ? data : applying;
  return (
    <Card flush title="Checks" note={formatPlural(applying.length, 'check')}>
      {error !== null && (
        <ErrorCard
          title="The checks could not be read"
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      {shown.length === 0 ? (
        <EmptyState icon={CircleCheck} title="No check runs here yet">
          Packs bring checks along. They appear here within a minute of the agent’s first report.
        </EmptyState>
      ) : (
        <Table caption="Checks of this node" className="cards-on-phones">
          <thead>
            <tr>
              <Th>Check</Th>
              <Th>State</Th>
              <Th>Last 24 h</Th>
              <Th>Output</Th>
              <Th>Since</Th>
              <Th numeric>Every</Th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <NodeCheck key={row.check} row={row} mayRun={mayRun} />
            ))}
          </tbody>
        </Table>
      )}
      {others.length > 0 && (
        <div className="border-t border-line p-3">
          <Button variant="quiet" onClick={() => setShowsOthers(!showsOthers)}>
            {showsOthers ? 'Hide' : 'Show'} {formatPlural(others.length, 'check')} that{' '}
            {others.length === 1 ? 'does' : 'do'} not apply here
          </Button>
        </div>
      )}
    </Card>
  );
}
