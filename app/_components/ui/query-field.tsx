'use client';
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Input } from './input';

const TYPING_MS = 200;

interface QueryFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly placeholder: string;
}

/** A page's filter, where `/` leads: asks when the writer pauses, follows the address. */
export function QueryField({ value, onChange, label, placeholder }: QueryFieldProps) {
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
        placeholder={placeholder}
        aria-label={label}
        spellCheck={false}
        className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {text !== '' && (
        <button
          type="button"
          aria-label={`Clear: ${label}`}
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
