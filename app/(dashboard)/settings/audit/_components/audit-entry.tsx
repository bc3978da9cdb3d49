'use client';
import { useState } from 'react';
import { Badge } from '@/app/_components/ui/badge';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import type { AuditRow } from '@/common/domain/audit';
import { AuditDiff } from './audit-diff';
import type { AuditChange } from './audit-filter';
import { changesOf } from './prepare-changes';

const SHOWN_MAX = 6;

interface AuditEntryProps {
  readonly entry: AuditRow;
  readonly onFilter: (change: AuditChange) => void;
}

/** One change; a press on who, what or on which shows the others like it. */
export function AuditEntry({ entry, onFilter }: AuditEntryProps) {
  const [whole, setWhole] = useState(false);
  const changes = changesOf(entry.before, entry.after);
  const hidden = changes.length - SHOWN_MAX;
  return (
    <li className="grid gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[7.5rem_minmax(0,1fr)]">
      <p className="text-small leading-5 text-ink-3">
        <RelativeTime atMs={entry.atMs} />
        <span className="ml-2 sm:ml-0 sm:block">no. {entry.seq}</span>
      </p>
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">
          <Part onPress={() => onFilter({ actor: entry.actorId })} hint="Only what this one did">
            <span className="font-medium">{entry.actorName || entry.actorId}</span>
          </Part>{' '}
          <Part onPress={() => onFilter({ action: entry.action })} hint="Only this action">
            <code className="font-mono text-ink-2">{entry.action}</code>
          </Part>{' '}
          <Part
            onPress={() => onFilter({ target: entry.target })}
            hint="Only what happened to this"
          >
            {entry.targetName || entry.target}
          </Part>
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-small text-ink-3">
          <Badge title="Through which door">{entry.door}</Badge>
          {entry.address !== '' && <span className="font-mono">{entry.address}</span>}
          {entry.targetName !== '' && <span className="font-mono">{entry.target}</span>}
        </p>
        {changes.length > 0 && (
          <AuditDiff changes={whole ? changes : changes.slice(0, SHOWN_MAX)} />
        )}
        {hidden > 0 && !whole && (
          <Part onPress={() => setWhole(true)} hint="Show all of it">
            <span className="text-small text-accent">{hidden} more</span>
          </Part>
        )}
      </div>
    </li>
  );
}

interface PartProps {
  readonly onPress: () => void;
  readonly hint: string;
  readonly children: React.ReactNode;
}

function Part({ onPress, hint, children }: PartProps) {
  return (
    <button
      type="button"
      title={hint}
      onClick={onPress}
      className="touch-target max-w-full rounded-sm text-left [overflow-wrap:anywhere] hover:underline"
    >
      {children}
    </button>
  );
}
