'use client';
import { useMutation } from '@tanstack/react-query';
import { Activity, ArrowRight, History } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { CheckStatus } from '@/app/_components/ui/check-status';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { useTRPCClient } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import type { CheckHistoryRow } from '@/common/domain/check-view';

interface CheckHistoryProps {
  readonly check: string;
  /** Of this node alone. */
  readonly nodeId: string | undefined;
  readonly first: readonly CheckHistoryRow[];
  readonly pageSize: number;
  readonly onAllNodes: () => void;
}

/** What happened to a check, the newest first. */
export function CheckHistory({ check, nodeId, first, pageSize, onAllNodes }: CheckHistoryProps) {
  const { rows, older } = useHistory({ check, nodeId, first, pageSize });
  return (
    <Card
      flush
      title="History"
      note="newest first"
      actions={
        nodeId !== undefined && (
          <Button variant="quiet" onClick={onAllNodes}>
            Of all nodes
          </Button>
        )
      }
    >
      {rows.length === 0 ? (
        <EmptyState icon={History} title="Nothing has happened yet">
          Each change of its state stands here as it happens, for ninety days.
        </EmptyState>
      ) : (
        <ol className="py-1.5">
          {rows.map((row) => (
            <Entry key={row.id} row={row} isOfOne={nodeId !== undefined} />
          ))}
        </ol>
      )}
      {older.error !== undefined && (
        <ErrorCard title="It could not be read">{older.error.message}</ErrorCard>
      )}
      {older.more && (
        <div className="border-t border-line p-3">
          <Button variant="quiet" busy={older.loading} onClick={older.load}>
            Load older
          </Button>
        </div>
      )}
    </Card>
  );
}

type HistoryAsked = Omit<CheckHistoryProps, 'onAllNodes'>;

function useHistory({ check, nodeId, first, pageSize }: HistoryAsked) {
  const client = useTRPCClient();
  const of = `${check} ${nodeId ?? ''}`;
  const [shown, setShown] = useState({ of, rows: first, more: first.length === pageSize });
  if (shown.of !== of) setShown({ of, rows: first, more: first.length === pageSize });
  const ask = (before?: string) =>
    client.checks.history.query({
      check,
      limit: pageSize,
      ...(nodeId === undefined ? {} : { nodeId }),
      ...(before === undefined ? {} : { before }),
    });
  const add = (found: readonly CheckHistoryRow[], more: boolean) =>
    setShown((now) => (now.of === of ? { of, rows: merged(now.rows, found), more } : now));
  const load = useMutation({
    mutationFn: ask,
    onSuccess: (found) => add(found, found.length === pageSize),
  });
  const newest = useMutation({
    mutationFn: () => ask(),
    onSuccess: (found) => add(found, shown.more),
  });
  useCheckPulse(nodeId === undefined ? undefined : [nodeId], () => newest.mutate());
  const oldest = shown.rows.at(-1);
  return {
    rows: shown.rows,
    older: {
      more: shown.more,
      loading: load.isPending,
      error: load.error ?? newest.error ?? undefined,
      load: () => oldest !== undefined && load.mutate(oldest.id),
    },
  };
}

/** Events may come late: the order is by time, then as they were written. */
function merged(
  shown: readonly CheckHistoryRow[],
  found: readonly CheckHistoryRow[],
): CheckHistoryRow[] {
  const byId = new Map([...shown, ...found].map((row) => [row.id, row]));
  return [...byId.values()].sort(
    (a, b) => b.atMs - a.atMs || (BigInt(a.id) < BigInt(b.id) ? 1 : -1),
  );
}

function Entry({ row, isOfOne }: { readonly row: CheckHistoryRow; readonly isOfOne: boolean }) {
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-0.5 px-4 py-1.5">
      <span className="inline-flex items-center gap-1.5">
        <Change row={row} />
      </span>
      {!isOfOne && (
        <Link
          href={`/nodes/${row.nodeId}/checks`}
          prefetch={false}
          className="max-w-56 truncate hover:underline"
        >
          {row.nodeName}
        </Link>
      )}
      <p className="min-w-0 flex-1 basis-48 text-ink-2 [overflow-wrap:anywhere]">{row.output}</p>
      <RelativeTime atMs={row.atMs} className="shrink-0 text-small leading-5 text-ink-3" />
    </li>
  );
}

function Change({ row: { kind, from, to } }: { readonly row: CheckHistoryRow }) {
  if (kind !== 'state' || to === null) {
    return (
      <>
        <Activity aria-hidden className="size-4 text-ink-3" />
        {kind === 'flapping-started' ? 'began to flap' : 'flaps no more'}
      </>
    );
  }
  return (
    <>
      {from !== null && (
        <>
          <CheckStatus state={from} />
          <ArrowRight aria-label="became" className="size-3.5 text-ink-3" />
        </>
      )}
      <CheckStatus state={to} />
    </>
  );
}
