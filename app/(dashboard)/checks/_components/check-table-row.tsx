'use client';
import Link from 'next/link';
import { CheckFlags } from '@/app/_components/ui/check-flags';
import { CheckStatus } from '@/app/_components/ui/check-status';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Status } from '@/app/_components/ui/status';
import { RowTh, Td } from '@/app/_components/ui/table';
import { useNow } from '@/app/_lib/now';
import type { CheckRow } from '@/common/domain/check-view';
import { nodeStanding } from '@/common/domain/node';

/** One check of one node. */
export function CheckTableRow({ row }: { readonly row: CheckRow }) {
  const isOld = useNow((nowMs) => nodeStanding(row, nowMs) !== 'live');
  return (
    <tr className="align-top hover:bg-hover/60">
      <Td className="w-36 align-top">
        {row.applies ? (
          <CheckStatus state={row.state} isOld={isOld} />
        ) : (
          <Status kind="pending" word="Does not apply" />
        )}
      </Td>
      <RowTh className="align-top sm:max-w-72">
        <Link
          href={`/checks/${encodeURIComponent(row.check)}?node=${row.nodeId}`}
          prefetch={false}
          className="touch-target rounded-sm font-medium text-ink hover:underline [overflow-wrap:anywhere]"
        >
          {row.check}
        </Link>
        <CheckFlags row={row} />
      </RowTh>
      <Td label="Node" className="align-top sm:max-w-56">
        <Link
          href={`/nodes/${row.nodeId}/checks`}
          prefetch={false}
          className="touch-target rounded-sm hover:underline [overflow-wrap:anywhere]"
        >
          {row.nodeName}
        </Link>
      </Td>
      <Td className="align-top text-ink-2 sm:min-w-56">
        <p className="line-clamp-2 whitespace-pre-line [overflow-wrap:anywhere]">
          {row.applies ? row.output : row.reason}
        </p>
      </Td>
      <Td label="Since" className="align-top whitespace-nowrap text-ink-2">
        <span>
          <RelativeTime atMs={row.sinceMs} />
          {isOld && row.lastReportMs !== null && (
            <span className="block text-small text-ink-3">
              as of <RelativeTime atMs={row.lastReportMs} />
            </span>
          )}
        </span>
      </Td>
    </tr>
  );
}
