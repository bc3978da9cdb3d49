'use client';
import { History } from 'lucide-react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { useCopyCall } from '@/app/_lib/copy-calls';
import type { TimelineEntry } from '@/common/domain/timeline';
import { EventIcon } from '../../../../_components/event-icon';
import { useTimeline } from './use-timeline';

interface NodeTimelineProps {
  readonly nodeId: string;
  readonly first: readonly TimelineEntry[];
  readonly pageSize: number;
}

/** What happened to a node and what was done to it, the newest first. */
export function NodeTimeline({ nodeId, first, pageSize }: NodeTimelineProps) {
  const { entries, older } = useTimeline(nodeId, first, pageSize);
  useCopyCall({
    title: 'What happened to this node',
    path: 'timeline.list',
    type: 'query',
    input: { nodeId, limit: pageSize },
  });
  return (
    <Card flush title="Timeline" note="newest first">
      {entries.length === 0 ? (
        <EmptyState icon={History} title="Nothing has happened yet">
          The agent’s starts and stops, collectors that fail or recover, and what people change on
          this node will be listed here as it happens.
        </EmptyState>
      ) : (
        <ol className="py-1.5">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} isNew={!older.known.has(entry.id)} />
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

function Entry({ entry, isNew }: { entry: TimelineEntry; isNew: boolean }) {
  return (
    <li className={`flex items-start gap-2.5 px-4 py-1.5 ${isNew ? 'animate-pulse-once' : ''}`}>
      <EventIcon kind={entry.kind} />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {entry.text}
        {entry.actor !== 'agent' && entry.actor !== 'server' && (
          <span className="text-ink-3"> · by {entry.actor}</span>
        )}
      </p>
      <RelativeTime atMs={entry.atMs} className="shrink-0 text-small leading-5 text-ink-3" />
    </li>
  );
}
