import type { ReactNode } from 'react';

export interface Offered {
  readonly key: string;
  readonly label: string;
  /** At the end of the line, or behind the label: how many, or what it is. */
  readonly note?: ReactNode;
}

interface OffersProps {
  /** Of the list and, with `-<index>`, of its options: for the field that they belong to. */
  readonly id: string;
  readonly label: string;
  readonly offers: readonly Offered[];
  readonly chosen: number | undefined;
  readonly onTake: (index: number) => void;
}

/** What a field offers while one types, by the ARIA combobox pattern: the focus stays in the field. */
export function Offers({ id, label, offers, chosen, onTake }: OffersProps) {
  if (offers.length === 0) return null;
  return (
    <div
      id={id}
      role="listbox"
      aria-label={label}
      className="absolute top-full left-0 z-30 mt-1 max-h-80 w-full min-w-56 overflow-y-auto rounded-lg bg-raised p-1 shadow-raised"
    >
      {offers.map(({ key, label: name, note }, index) => (
        <button
          key={key}
          id={`${id}-${index}`}
          type="button"
          role="option"
          aria-selected={index === chosen}
          tabIndex={-1}
          // Leaving the field would be taken for the end of the writing.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(index)}
          className="flex h-8 w-full items-center gap-3 rounded-sm px-2 text-left hover:bg-hover aria-selected:bg-hover max-md:h-11"
        >
          <span className="min-w-0 shrink truncate font-mono">{name}</span>
          {note !== undefined && (
            <span className="ml-auto min-w-0 truncate text-small text-ink-3">{note}</span>
          )}
        </button>
      ))}
    </div>
  );
}
