'use client';
import { History } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { useCopyCall } from '@/app/_lib/copy-calls';
import type { TimelineEntry } from '@/common/domain/timeline';
import { EventIcon } from '../event-icon';
import { type TimelineOf, useTimeline } from './use-timeline';

interface TimelineProps {
  readonly of: TimelineOf;
  readonly first: readonly TimelineEntry[];
  readonly pageSize: number;
  /** Entries of several nodes: each begins with its node's name. */
  readonly isOfMany?: boolean;
  /** Where there is nothing yet: what will be here. */
  readonly empty: ReactNode;
  readonly actions?: ReactNode;
}

/** What happened, the newest first, live at the upper end. */
export function Timeline({ of, first, pageSize, isOfMany = false, empty, actions }: TimelineProps) {
  const { entries, older } = useTimeline(of, first, pageSize);
  useCopyCall({
    title: isOfMany ? 'What happened in the cluster' : 'What happened to this node',
    path: 'timeline.list',
    type: 'query',
    input: { ...of, limit: pageSize },
  });
  return (
    <Card flush title="Timeline" note="newest first" actions={actions}>
      {entries.length === 0 ? (
        <EmptyState icon={History} title="Nothing has happened yet">
          {empty}
        </EmptyState>
      ) : (
        <ol className="py-1.5">
          {entries.map((entry) => (
            <Entry
              key={entry.id}
              entry={entry}
              isNew={!older.known.has(entry.id)}
              isNamed={isOfMany}
            />
          ))}
        </ol>
      )}
      {older.error !== undefined && (
        <ErrorCard title="Older entries could not be read">{older.error.message}</ErrorCard>
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

interface EntryProps {
  readonly entry: TimelineEntry;
  readonly isNew: boolean;
  readonly isNamed: boolean;
}

function Entry({ entry, isNew, isNamed }: EntryProps) {
  return (
    <li className={`flex items-start gap-2.5 px-4 py-1.5 ${isNew ? 'animate-pulse-once' : ''}`}>
      <EventIcon kind={entry.kind} />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {isNamed && entry.nodeId !== null && (
          <>
            <Link
              href={`/nodes/${entry.nodeId}/cluster`}
              prefetch={false}
              className="font-medium hover:underline"
            >
              {entry.nodeName ?? 'a node'}
            </Link>{' '}
          </>
        )}
        {entry.text}
        {entry.actor !== 'agent' && entry.actor !== 'server' && (
          <span className="text-ink-3"> · by {entry.actor}</span>
        )}
      </p>
      <RelativeTime atMs={entry.atMs} className="shrink-0 text-small leading-5 text-ink-3" />
    </li>
  );
}
