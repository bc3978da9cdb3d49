'use client';
import { parseAsString, useQueryState } from 'nuqs';
import { Badge } from '@/app/_components/ui/badge';

const SHOWN_MAX = 2;

/** The groups of a node; a press on one shows who else is in it. */
export function GroupBadges({ groups }: { groups: readonly string[] }) {
  const [, setGroup] = useQueryState('group', parseAsString.withOptions({ history: 'push' }));
  const hidden = groups.slice(SHOWN_MAX);
  return (
    <span className="flex gap-1">
      {groups.slice(0, SHOWN_MAX).map((group) => (
        <button
          key={group}
          type="button"
          title={`Only nodes in ${group}`}
          onClick={() => void setGroup(group)}
          className="rounded-sm transition-colors hover:brightness-95"
        >
          <Badge>{group}</Badge>
        </button>
      ))}
      {hidden.length > 0 && (
        <span title={hidden.join(', ')} className="text-small leading-5 text-ink-3">
          +{hidden.length}
        </span>
      )}
    </span>
  );
}
