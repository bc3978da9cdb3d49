'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Card } from '@/app/_components/ui/card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { StatusIcon, type StatusKind } from '@/app/_components/ui/status';
import { useTRPC } from '@/app/_lib/trpc';
import { useLost } from '@/app/_lib/use-lost';
import { attentionOf } from '@/common/domain/attention';
import type { CheckProblem } from '@/common/domain/check-view';
import type { Attention, NodeRow } from '@/common/domain/node';
import { formatCount, formatPlural } from '@/common/format';
import { calmWords } from './prepare-attention';

/** Of one cause; the rest of a long list is one click away. */
const SHOWN_MAX = 5;

interface Cause {
  readonly status: StatusKind;
  readonly title: string;
  /** Where the rest of a long list is. */
  readonly href: string;
}

/** Worst first. */
const CAUSES: Readonly<Record<Attention['kind'], Cause>> = {
  'node-quarantined': {
    status: 'critical',
    title: 'Quarantined',
    href: '/settings/enrolment',
  },
  'node-down': { status: 'critical', title: 'Down', href: '/nodes?state=down' },
  'node-stale': { status: 'stale', title: 'No data', href: '/nodes?state=stale' },
  'check-critical': {
    status: 'critical',
    title: 'Checks are critical',
    href: '/checks?state=critical',
  },
  'check-warning': {
    status: 'warning',
    title: 'Checks warn',
    href: '/checks?state=warning',
  },
  'check-unknown': {
    status: 'unknown',
    title: 'Checks cannot tell',
    href: '/checks?state=unknown,stale',
  },
  'node-pending': {
    status: 'pending',
    title: 'Awaiting approval',
    href: '/settings/enrolment',
  },
  'node-unreporting': {
    status: 'stale',
    title: 'Up, not reporting',
    href: '/nodes?state=unreporting',
  },
  'clock-skew': { status: 'warning', title: 'Clocks are off', href: '/nodes' },
  'collectors-failing': { status: 'warning', title: 'Collectors fail', href: '/nodes' },
};

interface NeedsYouProps {
  readonly nodes: readonly NodeRow[];
  /** By checks. */
  readonly problems: readonly CheckProblem[];
  readonly nowMs: number;
}

/**
 * What asks for a person, by cause: ten nodes behind one broken switch are one thing to read.
 * Told from the rows that the page shows, so that it says the same when the server is silent.
 */
export function NeedsYou({ nodes, problems, nowMs }: NeedsYouProps) {
  const attention = attentionOf(nodes, problems, nowMs);
  const serverProblems = useServerProblems();
  const lost = useLost();
  const count = attention.length + serverProblems.length;
  return (
    <Card flush title="Needs you" note={count === 0 ? undefined : formatCount(count)}>
      {lost && (
        <p className="flex items-start gap-2 px-4 py-3 text-warning">
          <StatusIcon kind="warning" className="mt-0.5" />
          This page hears nothing from the server, so it does not know how the nodes are now.
        </p>
      )}
      {!lost && count === 0 && (
        <p className="flex items-start gap-2 px-4 py-3 text-ink-2">
          <StatusIcon kind="ok" className="mt-0.5" />
          {calmWords(nodes, nowMs)}
        </p>
      )}
      <ServerProblems problems={serverProblems} />
      {Object.entries(CAUSES).map(([of, cause]) => (
        <CauseList key={of} cause={cause} items={attention.filter(({ kind }) => kind === of)} />
      ))}
    </Card>
  );
}

/** Of the server itself, such as that it has no fresh backup; the same as the dot of every page. */
function useServerProblems(): readonly string[] {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.health.server.queryOptions());
  return data?.problems ?? [];
}

function ServerProblems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <section className="border-line not-first:border-t">
      <h3 className="flex items-center gap-2 px-4 pt-2.5 pb-1">
        <StatusIcon kind="warning" />
        The server
        <span className="text-small text-ink-3">{formatCount(problems.length)}</span>
      </h3>
      <ul className="pb-1.5">
        {problems.map((problem) => (
          <li key={problem}>
            <Link href="/settings/health" prefetch={false} className={LINE}>
              <span className="[overflow-wrap:anywhere]">{problem}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CauseList({ cause, items }: { cause: Cause; items: readonly Attention[] }) {
  if (items.length === 0) return null;
  const more = items.length - SHOWN_MAX;
  return (
    <section className="border-line not-first:border-t">
      <h3 className="flex items-center gap-2 px-4 pt-2.5 pb-1">
        <StatusIcon kind={cause.status} />
        {cause.title}
        <span className="text-small text-ink-3">{formatCount(items.length)}</span>
      </h3>
      <ul className="pb-1.5">
        {items.slice(0, SHOWN_MAX).map((item) => (
          <li key={item.check ?? item.nodeId}>
            {item.check === null ? <NodeLine item={item} /> : <CheckLine item={item} />}
          </li>
        ))}
        {more > 0 && (
          <li>
            <Link href={cause.href} prefetch={false} className={`${LINE} text-accent`}>
              {formatCount(more)} more
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}

function NodeLine({ item: { nodeId, nodeName, sinceMs, text } }: { readonly item: Attention }) {
  return (
    <Link href={`/nodes/${nodeId}`} prefetch={false} className={LINE}>
      <span className="max-w-full truncate font-medium">{nodeName}</span>
      <span className="text-small text-ink-3">
        {sinceMs === null ? text : <RelativeTime atMs={sinceMs} />}
      </span>
    </Link>
  );
}

/** Leads to why it is so, on the node that it is worst on. */
function CheckLine({ item }: { readonly item: Attention }) {
  return (
    <Link
      href={`/checks/${item.check}?node=${item.nodeId}`}
      prefetch={false}
      title={item.text}
      className={LINE}
    >
      <span className="max-w-full truncate font-medium">{item.check}</span>
      <span className="max-w-full truncate text-small text-ink-3">
        {item.nodes === 1 ? item.nodeName : `on ${formatPlural(item.nodes, 'node')}`}
        {item.sinceMs !== null && (
          <>
            {' · '}
            <RelativeTime atMs={item.sinceMs} />
          </>
        )}
      </span>
    </Link>
  );
}

const LINE =
  'flex min-h-8 flex-wrap items-center justify-between gap-x-2 py-1 pr-4 pl-10 transition-colors hover:bg-hover max-md:min-h-11';
