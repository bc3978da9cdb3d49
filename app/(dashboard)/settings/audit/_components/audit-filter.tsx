'use client';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Input } from '@/app/_components/ui/input';
import { Chip } from '@/app/(dashboard)/nodes/_components/chip';
import type { AuditParams } from './audit-params';

const TYPING_MS = 250;

export type AuditChange = Partial<Pick<AuditParams, 'q' | 'action' | 'actor' | 'target'>>;

interface AuditFilterProps {
  readonly params: AuditParams;
  readonly onChange: (change: AuditChange) => void;
}

/** Words, and what a press on a part of a row asked for. */
export function AuditFilter({ params, onChange }: AuditFilterProps) {
  const chosen = [
    { name: 'action', label: 'Action', value: params.action },
    { name: 'actor', label: 'By', value: params.actor },
    { name: 'target', label: 'On', value: params.target },
  ] as const;
  return (
    <search className="flex flex-wrap items-center gap-2">
      <WordField value={params.q} onChange={(q) => onChange({ q })} />
      {chosen.map(
        ({ name, label, value }) =>
          value !== null && (
            <Chip key={name} pressed onPress={() => onChange({ [name]: null })}>
              <span className="text-ink-3">{label}</span>
              <span className="max-w-48 truncate">{value}</span>
              <X aria-label={`, take this filter away`} className="size-3.5" />
            </Chip>
          ),
      )}
    </search>
  );
}

/** Asks when the writer pauses; follows the address when that changes by other means. */
function WordField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const [asked, setAsked] = useState(value);
  if (asked !== value) {
    setAsked(value);
    setText(value);
  }
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      setAsked(text);
      onChange(text);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <div className="w-full sm:w-80">
      <Input
        data-filter
        type="search"
        value={text}
        onChange={({ target }) => setText(target.value)}
        placeholder="Who, what, on which, or what changed"
        aria-label="Filter the log"
      />
    </div>
  );
}
