'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { StatusIcon, type StatusKind } from '@/app/_components/ui/status';
import { useLost } from '@/app/_lib/use-lost';
import type { NodeRow } from '@/common/domain/node';
import { formatCount } from '@/common/format';
import { countStandings } from './fleet-view';

interface FleetNumbersProps {
  readonly nodes: readonly NodeRow[];
  readonly nowMs: number;
}

/** The fleet in four numbers; each leads to the nodes that it counts. */
export function FleetNumbers({ nodes, nowMs }: FleetNumbersProps) {
  const { live, stale, pending } = countStandings(nodes, nowMs);
  const admitted = live + stale + pending;
  const liveKind = useLiveKind(live === admitted, stale > 0);
  const failing = nodes.reduce((sum, { collectorsFailing }) => sum + collectorsFailing, 0);
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4">
      <NumberCell href="/nodes?state=live" kind={liveKind} label="Live nodes">
        {formatCount(live)}
        <span className="text-ink-3"> / {formatCount(admitted)}</span>
      </NumberCell>
      <NumberCell href="/nodes?state=stale" kind={stale > 0 ? 'stale' : undefined} label="No data">
        {formatCount(stale)}
      </NumberCell>
      <NumberCell
        href="/nodes?state=pending"
        kind={pending > 0 ? 'pending' : undefined}
        label="Not reported yet"
      >
        {formatCount(pending)}
      </NumberCell>
      <NumberCell
        href="/nodes"
        kind={failing > 0 ? 'warning' : undefined}
        label="Failing collectors"
      >
        {formatCount(failing)}
      </NumberCell>
    </dl>
  );
}

/** A page that hears nothing does not know that all is well. */
function useLiveKind(allLive: boolean, anyStale: boolean): StatusKind {
  const lost = useLost();
  if (allLive) return lost ? 'unknown' : 'ok';
  return anyStale ? 'stale' : 'pending';
}

interface NumberCellProps {
  readonly href: string;
  readonly label: string;
  /** Absent where there is nothing to say: a zero needs no shape. */
  readonly kind: StatusKind | undefined;
  readonly children: ReactNode;
}

function NumberCell({ href, label, kind, children }: NumberCellProps) {
  return (
    <div className="relative bg-surface px-4 py-3 transition-colors has-[a:hover]:bg-hover">
      <dt className="text-small text-ink-3">
        <Link href={href} prefetch={false} className="after:absolute after:inset-0">
          {label}
        </Link>
      </dt>
      <dd className="mt-1 flex items-center gap-2 text-title font-medium">
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {kind !== undefined && <StatusIcon kind={kind} className="size-5" />}
      </dd>
    </div>
  );
}
