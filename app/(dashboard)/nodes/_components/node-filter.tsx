'use client';
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { GroupSetField } from '@/app/_components/group-set-field';
import { Input } from '@/app/_components/ui/input';
import { NODE_STATUS } from '@/app/_components/ui/node-status';
import { StatusIcon } from '@/app/_components/ui/status';
import type { NodePage, NodeStanding } from '@/common/domain/node';
import { formatCount } from '@/common/format';
import { Chip } from './chip';
import type { NodeParams } from './node-params';
import { standingsShown, sumOf } from './prepare-standings';

const TYPING_MS = 200;

export type FilterChange = Partial<Pick<NodeParams, 'q' | 'group' | 'state' | 'page'>>;

interface NodeFilterProps {
  readonly params: NodeParams;
  readonly page: NodePage;
  readonly onChange: (change: FilterChange) => void;
}

/** Words, states with their numbers, a set of groups. */
export function NodeFilter({ params, page, onChange }: NodeFilterProps) {
  const toState = (state: NodeStanding | null) => onChange({ state, page: 0 });
  return (
    <search className="flex flex-wrap items-start gap-2">
      <QueryField value={params.q} onChange={(q) => onChange({ q, page: 0 })} />
      <Chip pressed={params.state === null} onPress={() => toState(null)}>
        All <Count of={sumOf(page.counts)} />
      </Chip>
      {standingsShown(page.counts, params.state).map((state) => (
        <Chip
          key={state}
          pressed={params.state === state}
          onPress={() => toState(params.state === state ? null : state)}
        >
          <StatusIcon kind={NODE_STATUS[state].kind} />
          {NODE_STATUS[state].word} <Count of={page.counts[state]} />
        </Chip>
      ))}
      <GroupSetField
        label="In groups"
        placeholder="Groups: debian & !db"
        value={params.group ?? ''}
        onChange={(group) => onChange({ group: group === '' ? null : group, page: 0 })}
        className="w-full sm:w-64"
      />
    </search>
  );
}

function Count({ of }: { of: number }) {
  return <span className="text-ink-3">{formatCount(of)}</span>;
}

/** Asks when the writer pauses; follows the address when that changes by other means. */
function QueryField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const [asked, setAsked] = useState(value);
  if (asked !== value) {
    setAsked(value);
    setText(value);
  }
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  // Not by `onChange`: rows that arrive render the list again, and must not put the question off.
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      setAsked(text);
      latest.current(text);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value]);

  return (
    <div className="relative w-full sm:w-72">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
        strokeWidth={1.75}
      />
      <Input
        data-filter
        type="search"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={leaveOnEscape}
        placeholder="Filter by name, system or group"
        aria-label="Filter nodes"
        className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {text !== '' && (
        <button
          type="button"
          aria-label="Clear the filter"
          onClick={() => setText('')}
          className="touch-target absolute top-1/2 right-1.5 -translate-y-1/2 rounded-sm p-1 text-ink-3 hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </div>
  );
}

/** Escape leaves the field with what is in it; browsers would empty it. */
function leaveOnEscape(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  event.currentTarget.blur();
}
