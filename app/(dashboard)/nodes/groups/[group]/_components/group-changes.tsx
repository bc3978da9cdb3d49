import Link from 'next/link';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { EventIcon } from '@/app/(dashboard)/_components/event-icon';
import type { TimelineEntry } from '@/common/domain/timeline';

/** Nodes that joined or left, as the timeline tells it. */
export function GroupChanges({ changes }: { changes: readonly TimelineEntry[] }) {
  if (changes.length === 0) {
    return (
      <p className="px-4 py-3 text-ink-2">
        Nobody came or went since this is written down. Nodes that join or leave are listed here.
      </p>
    );
  }
  return (
    <ol className="py-1.5">
      {changes.map((entry) => (
        <li key={entry.id} className="flex items-start gap-2.5 px-4 py-1.5">
          <EventIcon kind={entry.kind} />
          <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <Link
              href={`/nodes/${entry.nodeId ?? ''}`}
              prefetch={false}
              className="font-medium hover:underline"
            >
              {entry.nodeName ?? 'a node'}
            </Link>{' '}
            <span className="text-ink-2">{entry.text}</span>
          </p>
          <RelativeTime atMs={entry.atMs} short className="shrink-0 text-small text-ink-3" />
        </li>
      ))}
    </ol>
  );
}
