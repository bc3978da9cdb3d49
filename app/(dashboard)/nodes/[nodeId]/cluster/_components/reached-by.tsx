import Link from 'next/link';
import { Card } from '@/app/_components/ui/card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import type { MembershipEvidence } from '@/common/domain/membership-view';
import { formatCount, formatMs } from '@/common/format';

/** Peers whose probes it answered within a minute before they told so. */
export function ReachedBy({ evidence }: { evidence: MembershipEvidence }) {
  const { reachedBy, reachedByCount } = evidence;
  if (reachedByCount === 0) return null;
  return (
    <Card title="Answered to" note={formatCount(reachedByCount)}>
      <ul className="grid grid-cols-1 gap-x-8 gap-y-1.5 sm:grid-cols-2 lg:grid-cols-3">
        {reachedBy.map(({ nodeId, name, ms, toldMs }) => (
          <li key={nodeId} className="flex items-baseline gap-2">
            <Link
              href={`/nodes/${nodeId}/cluster`}
              prefetch={false}
              className="min-w-0 truncate hover:underline"
            >
              {name}
            </Link>
            <span className="tabular-nums">{formatMs(ms)}</span>
            <RelativeTime atMs={toldMs} className="ml-auto shrink-0 text-small text-ink-3" />
          </li>
        ))}
      </ul>
      {reachedByCount > reachedBy.length && (
        <p className="mt-2 text-small text-ink-3">
          The nearest {reachedBy.length} of {formatCount(reachedByCount)}.
        </p>
      )}
    </Card>
  );
}
