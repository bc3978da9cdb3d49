'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { CheckFlags } from '@/app/_components/ui/check-flags';
import { CheckStatus } from '@/app/_components/ui/check-status';
import { HeartbeatBar } from '@/app/_components/ui/heartbeat-bar';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Status } from '@/app/_components/ui/status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { cx } from '@/app/_lib/cx';
import { useNow } from '@/app/_lib/now';
import { useTRPC } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import type { CheckSpan } from '@/common/domain/check-span';
import type { CheckPage, CheckRow } from '@/common/domain/check-view';
import { nodeStanding } from '@/common/domain/node';
import { formatPlural } from '@/common/format';

interface CheckNodesProps {
  readonly check: string;
  readonly page: CheckPage;
  readonly firstSpans: readonly (readonly CheckSpan[])[];
  /** The node that the page explains it on. */
  readonly explained: string | undefined;
  readonly onExplain: (nodeId: string) => void;
  readonly onAfter: (after: string | null) => void;
  /** Whether this is not the first page of them. */
  readonly isFurther: boolean;
}

/** How a check stands on each of its nodes, and stood within the last day. */
export function CheckNodes(props: CheckNodesProps) {
  const { check, page, firstSpans, explained, onExplain, onAfter, isFurther } = props;
  const spans = useSpans(check, page, firstSpans);
  return (
    <Card flush title="On nodes" note={formatPlural(page.total, 'node')}>
      <Table caption={`${check} on its nodes`} className="cards-on-phones">
        <thead>
          <tr>
            <Th>State</Th>
            <Th>Node</Th>
            <Th>Last 24 h</Th>
            <Th>Output</Th>
            <Th>Since</Th>
            <Th>
              <span className="sr-only">Explain</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {page.rows.map((row, index) => (
            <NodeOfCheck
              key={row.nodeId}
              row={row}
              spans={spans[index] ?? []}
              isExplained={row.nodeId === explained}
              onExplain={() => onExplain(row.nodeId)}
            />
          ))}
        </tbody>
      </Table>
      {(isFurther || page.next !== null) && (
        <nav aria-label="Pages of nodes" className="flex gap-2 border-t border-line p-3">
          {isFurther && <Button onClick={() => onAfter(null)}>First</Button>}
          {page.next !== null && <Button onClick={() => onAfter(page.next)}>Next</Button>}
        </nav>
      )}
    </Card>
  );
}

function useSpans(
  check: string,
  { rows }: CheckPage,
  first: readonly (readonly CheckSpan[])[],
): readonly (readonly CheckSpan[])[] {
  const trpc = useTRPC();
  const nodeIds = rows.map(({ nodeId }) => nodeId);
  const { data, refetch } = useQuery(
    trpc.checks.spans.queryOptions(
      { check, nodeIds },
      { placeholderData: keepPreviousData, gcTime: 0 },
    ),
  );
  useCheckPulse(nodeIds, () => void refetch());
  return data ?? first;
}

interface NodeOfCheckProps {
  readonly row: CheckRow;
  readonly spans: readonly CheckSpan[];
  readonly isExplained: boolean;
  readonly onExplain: () => void;
}

function NodeOfCheck({ row, spans, isExplained, onExplain }: NodeOfCheckProps) {
  const isOld = useNow((nowMs) => nodeStanding(row, nowMs) !== 'live');
  return (
    <tr className={cx('align-top', isExplained ? 'bg-accent-tint/40' : 'hover:bg-hover/60')}>
      <Td className="align-top">
        {row.applies ? (
          <CheckStatus state={row.state} isOld={isOld} />
        ) : (
          <Status kind="pending" word="Does not apply" />
        )}
      </Td>
      <RowTh className="align-top sm:max-w-56">
        <Link
          href={`/nodes/${row.nodeId}/checks`}
          prefetch={false}
          className="touch-target rounded-sm font-medium hover:underline [overflow-wrap:anywhere]"
        >
          {row.nodeName}
        </Link>
        <CheckFlags row={row} />
      </RowTh>
      <Td className="w-60 align-top">
        {row.applies && <HeartbeatBar spans={spans} lastReportMs={row.lastReportMs} />}
      </Td>
      <Td className="align-top text-ink-2">
        <p className="line-clamp-2 whitespace-pre-line [overflow-wrap:anywhere]">
          {row.applies ? row.output : row.reason}
        </p>
      </Td>
      <Td label="Since" className="align-top whitespace-nowrap text-ink-2">
        <RelativeTime atMs={row.sinceMs} />
      </Td>
      <Td className="text-right align-top">
        {row.applies && !isExplained && (
          <Button variant="quiet" onClick={onExplain} aria-label={`Explain on ${row.nodeName}`}>
            Why?
          </Button>
        )}
      </Td>
    </tr>
  );
}
