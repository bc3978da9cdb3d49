'use client';
import { useQuery } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { Table, Th } from '@/app/_components/ui/table';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import type { CollectorView } from '@/common/domain/node';
import { formatMs, formatPlural } from '@/common/format';
import { byUrgency, type Cost, costsOf } from '../../_components/prepare-collectors';
import { useCollectors } from '../../_components/use-collectors';
import { CollectorRow } from './collector-row';

const REFRESH_MS = 10_000;
const NO_COST: Cost = { msPerMinute: 0, sharePercent: null };

interface CollectorTableProps {
  readonly nodeId: string;
  readonly first: readonly CollectorView[];
  /** Whether this person may have one run now. */
  readonly mayRun: boolean;
}

/** What the agent collects: whether it works, what it costs, and everything that it gave. */
export function CollectorTable({ nodeId, first, mayRun }: CollectorTableProps) {
  const collectors = useCollectors(nodeId, first);
  useCopyCall({
    title: 'The collectors of this node',
    path: 'collectors.list',
    type: 'query',
    input: { nodeId },
    onNode: 'opsbro collectors state',
  });
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const rows = useRows(nodeId, open.size > 0);
  const costs = useMemo(() => costsOf(collectors), [collectors]);
  const totalMs = [...costs.values()].reduce((sum, { msPerMinute }) => sum + msPerMinute, 0);
  const toggle = (name: string) =>
    setOpen((shown) => new Set(shown.has(name) ? without(shown, name) : [...shown, name]));

  return (
    <Card
      flush
      title="Collectors"
      note={`${formatPlural(collectors.length, 'collector')}, ${formatMs(totalMs)} of work a minute`}
    >
      {collectors.length === 0 ? (
        <EmptyState icon={Gauge} title="No collector has run yet">
          They start within ten seconds of the agent and appear here by themselves.
        </EmptyState>
      ) : (
        <Table caption="Collectors of this node" className="max-sm:[&_.wide]:hidden">
          <thead>
            <tr>
              <Th>Collector</Th>
              <Th>State</Th>
              <Th className="wide">Pack</Th>
              <Th numeric className="wide">
                Every
              </Th>
              <Th numeric className="wide">
                Last run
              </Th>
              <Th numeric>Cost of a run</Th>
              <Th numeric className="wide">
                Share
              </Th>
              <Th numeric className="wide">
                Series
              </Th>
              <Th numeric className="wide">
                Failures
              </Th>
            </tr>
          </thead>
          <tbody>
            {byUrgency(collectors).map((view) => (
              <CollectorRow
                key={view.collector}
                nodeId={nodeId}
                mayRun={mayRun}
                view={view}
                cost={costs.get(view.collector) ?? NO_COST}
                rows={rows}
                isOpen={open.has(view.collector)}
                onToggle={() => toggle(view.collector)}
              />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

/** Every series with its last sample; asked for only while somebody looks into a collector. */
function useRows(nodeId: string, wanted: boolean) {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const { data } = useQuery(
    trpc.metrics.rows.queryOptions(
      { nodeId },
      { enabled: wanted, staleTime: REFRESH_MS, refetchInterval: paused ? false : REFRESH_MS },
    ),
  );
  return data;
}

function without(names: ReadonlySet<string>, name: string): string[] {
  return [...names].filter((other) => other !== name);
}
