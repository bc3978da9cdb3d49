'use client';
import Link from 'next/link';
import { CheckNumbers } from '@/app/_components/ui/check-numbers';
import { NodeStatus } from '@/app/_components/ui/node-status';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { useNow } from '@/app/_lib/now';
import { sumOfCounts } from '@/common/domain/check-counts';
import { type NodeRow, nodeState } from '@/common/domain/node';
import { formatDuration, formatPlural, NOT_KNOWN } from '@/common/format';
import { NodePanels } from './node-panels';
import { useVitalsHistory } from './use-vitals-history';

/** A node of a small fleet, with what it does now and did in the last minutes. */
export function NodeCard({ node }: { node: NodeRow }) {
  return (
    <article className="relative min-w-0 overflow-hidden rounded-lg border border-line bg-surface transition-colors has-[h2_a:hover]:border-line-strong">
      <header className="flex items-start gap-3 px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-medium">
            <Link href={`/nodes/${node.id}`} className="after:absolute after:inset-0">
              {node.name}
            </Link>
          </h2>
          <p className="truncate text-small text-ink-3">{describe(node)}</p>
        </div>
        <div className="flex flex-col items-end">
          <NodeStatus signs={node} />
          {node.lastReportMs !== null && (
            <RelativeTime atMs={node.lastReportMs} className="relative z-1 text-small text-ink-3" />
          )}
        </div>
      </header>
      {node.admission === 'active' && <Activity node={node} />}
    </article>
  );
}

/** Of a node that is let in; nothing is expected of the others. */
function Activity({ node }: { node: NodeRow }) {
  const history = useVitalsHistory(node.id);
  const old = useNow((nowMs) => nodeState(node, nowMs) !== 'live');
  return (
    <>
      <NodePanels vitals={node.vitals} history={history} old={old} />
      <footer className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line px-4 py-2.5 text-small text-ink-3">
        <span>
          up{' '}
          {node.vitals.uptimeSeconds === null
            ? NOT_KNOWN
            : formatDuration(node.vitals.uptimeSeconds)}
        </span>
        <span>agent {node.agentVersion}</span>
        {sumOfCounts(node.checks) > 0 && (
          <Link
            href={`/nodes/${node.id}/checks`}
            prefetch={false}
            className="relative z-1 hover:underline"
          >
            checks <CheckNumbers counts={node.checks} isOld={old} />
          </Link>
        )}
        {node.collectorsFailing > 0 && (
          <span className="text-warning">
            {formatPlural(node.collectorsFailing, 'collector fails', 'collectors fail')}
          </span>
        )}
        {history !== undefined && (
          <span className="ml-auto">last {formatDuration(history.spanMs / 1_000)}</span>
        )}
      </footer>
    </>
  );
}

function describe({ hostname, name, os, groups }: NodeRow): string {
  return [hostname === name ? '' : hostname, os ?? '', ...groups].filter(Boolean).join(' · ');
}
