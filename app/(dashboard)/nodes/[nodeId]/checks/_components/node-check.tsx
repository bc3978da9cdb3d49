'use client';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useId, useState } from 'react';
import { CheckWhy } from '@/app/_components/check-why';
import { TellCheck } from '@/app/_components/tell-check';
import { CheckFlags } from '@/app/_components/ui/check-flags';
import { CheckStatus } from '@/app/_components/ui/check-status';
import { HeartbeatBar } from '@/app/_components/ui/heartbeat-bar';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Status } from '@/app/_components/ui/status';
import { RowTh, Td } from '@/app/_components/ui/table';
import { cx } from '@/app/_lib/cx';
import { useNow } from '@/app/_lib/now';
import type { NodeCheckRow } from '@/common/domain/check-view';
import { nodeStanding } from '@/common/domain/node';
import { formatDuration } from '@/common/duration';
import { formatMs, NOT_KNOWN } from '@/common/format';

const COLUMNS = 6;

interface NodeCheckProps {
  readonly row: NodeCheckRow;
  readonly mayRun: boolean;
}

/** One check of a node; opened, which value from where made it what it is. */
export function NodeCheck({ row, mayRun }: NodeCheckProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const isOld = useNow((nowMs) => nodeStanding(row, nowMs) !== 'live');
  return (
    <>
      <tr className="align-top hover:bg-hover/60">
        <RowTh className="align-top sm:max-w-80">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
            className="touch-target flex items-start gap-1.5 rounded-sm text-left"
          >
            <ChevronRight
              aria-hidden
              className={cx('mt-0.5 size-4 shrink-0 text-ink-3', isOpen && 'rotate-90')}
            />
            <span>
              <span className="font-medium [overflow-wrap:anywhere]">{row.check}</span>
              <span className="block text-small text-ink-3">{row.summary}</span>
            </span>
          </button>
          <div className="pl-5.5">
            <CheckFlags row={row} />
          </div>
        </RowTh>
        <Td className="align-top">
          {row.applies ? (
            <CheckStatus state={row.state} isOld={isOld} />
          ) : (
            <Status kind="pending" word="Does not apply" />
          )}
        </Td>
        <Td className="w-60 align-top">
          {row.applies && <HeartbeatBar spans={row.spans} lastReportMs={row.lastReportMs} />}
        </Td>
        <Td className="align-top text-ink-2 sm:min-w-48">
          <p className="line-clamp-2 whitespace-pre-line [overflow-wrap:anywhere]">
            {row.applies ? row.output : row.reason}
          </p>
        </Td>
        <Td label="Since" className="align-top whitespace-nowrap text-ink-2">
          {row.applies ? <RelativeTime atMs={row.sinceMs} /> : NOT_KNOWN}
        </Td>
        <Td numeric label="Every" className="align-top whitespace-nowrap text-ink-2">
          <Pace row={row} />
        </Td>
      </tr>
      {isOpen && (
        <tr id={id}>
          <td colSpan={COLUMNS} className="border-b border-line bg-canvas p-0">
            <div className="flex flex-col gap-3 px-4 py-3 sm:pl-10">
              <CheckWhy
                nodeId={row.nodeId}
                check={row.check}
                mayRun={mayRun && row.way !== 'passive'}
              />
              {row.way === 'passive' && mayRun && (
                <TellCheck nodeId={row.nodeId} check={row.check} />
              )}
              <p>
                <Link
                  href={`/checks/${encodeURIComponent(row.check)}?node=${row.nodeId}`}
                  className="text-accent hover:underline"
                >
                  Its definition, parameters and history
                </Link>
              </p>
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

/** How often it runs, and what a run costs. */
function Pace({ row: { intervalMs, durationMs } }: { readonly row: NodeCheckRow }) {
  if (intervalMs === null || intervalMs === 0) return NOT_KNOWN;
  const cost = durationMs === null ? undefined : `${formatMs(durationMs)} a run`;
  return <span title={cost}>{formatDuration(intervalMs)}</span>;
}
