'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { CopyAs } from '@/app/_components/copy-as';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { useTRPC } from '@/app/_lib/trpc';

interface RunCollectorProps {
  readonly nodeId: string;
  readonly collector: string;
}

/** Has a collector run now instead of at its next turn; what it gives arrives below. */
export function RunCollector({ nodeId, collector }: RunCollectorProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const run = useMutation(
    trpc.collectors.run.mutationOptions({
      onSuccess: () => cache.invalidateQueries(trpc.metrics.rows.pathFilter()),
    }),
  );
  const wanted = { nodeId, collector };
  return (
    <div className="flex flex-col gap-2 border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button icon={Play} busy={run.isPending} onClick={() => run.mutate(wanted)}>
          Run now
        </Button>
        <span role="status" className="text-ink-2">
          {run.data !== undefined && `It ran: ${run.data.state}. ${run.data.reason}`}
        </span>
      </div>
      <FormError>{run.error?.message}</FormError>
      <CopyAs path="collectors.run" input={wanted} onNode={`opsbro collectors run ${collector}`} />
    </div>
  );
}
