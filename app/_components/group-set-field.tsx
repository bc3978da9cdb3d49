'use client';
import { useId } from 'react';
import { cx } from '@/app/_lib/cx';
import type { GroupName } from '@/common/domain/group-view';
import { formatPlural } from '@/common/format';
import { countWords, useSetCount } from './group-set/use-set-count';
import { useSetText } from './group-set/use-set-text';
import { Input } from './ui/input';

interface GroupSetFieldProps {
  /** Empty for every node. */
  readonly value: string;
  /** Called with what is right, or empty: on Enter, on leaving, on choosing a group. */
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly placeholder?: string;
  readonly className?: string;
}

/**
 * Which nodes are meant, by their groups: `debian & !db`. Says while one types how many these are, or
 * what is wrong and where; completes names.
 */
export function GroupSetField(props: GroupSetFieldProps) {
  const { value, onChange, label, placeholder = 'debian & !db', className } = props;
  const id = useId();
  const field = useSetText(value, onChange);
  const { text, offers, problem, chosen } = field;
  const isOpen = offers.length > 0;
  const count = useSetCount(problem === undefined && text.trim() !== '' ? text.trim() : undefined);
  const note = problem?.sentence ?? (count === undefined ? '' : countWords(count));
  return (
    <div className={cx('relative min-w-0', className)}>
      <Input
        ref={field.input}
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-offers`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && chosen !== undefined ? `${id}-${chosen}` : undefined}
        aria-invalid={problem !== undefined && !field.isTyping}
        aria-describedby={`${id}-note`}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        className="font-mono"
        value={text}
        onFocus={() => field.reach(true)}
        onBlur={() => field.reach(false)}
        onChange={({ target }) => field.type(target.value, target.selectionStart ?? 0)}
        onSelect={({ currentTarget }) => field.move(currentTarget.selectionStart ?? 0)}
        onKeyDown={field.press}
      />
      {isOpen && (
        <Offers
          id={id}
          label={`Groups for ${label}`}
          offers={offers}
          chosen={chosen}
          onTake={field.take}
        />
      )}
      <p
        id={`${id}-note`}
        role="status"
        title={note}
        className={cx(
          'mt-1 truncate text-small empty:hidden',
          problem !== undefined && !field.isTyping ? 'text-critical' : 'text-ink-3',
        )}
      >
        {note}
      </p>
    </div>
  );
}

interface OffersProps {
  readonly id: string;
  readonly label: string;
  readonly offers: readonly GroupName[];
  readonly chosen: number | undefined;
  readonly onTake: (name: string) => void;
}

function Offers({ id, label, offers, chosen, onTake }: OffersProps) {
  return (
    <div
      id={`${id}-offers`}
      role="listbox"
      aria-label={label}
      className="absolute top-full left-0 z-30 mt-1 w-full min-w-56 rounded-lg bg-raised p-1 shadow-raised"
    >
      {offers.map(({ name, nodeCount }, index) => (
        <button
          key={name}
          id={`${id}-${index}`}
          type="button"
          role="option"
          aria-selected={index === chosen}
          tabIndex={-1}
          // The field keeps the focus, so that leaving it is not taken for a choice.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(name)}
          className="flex h-8 w-full items-center gap-2 rounded-sm px-2 text-left hover:bg-hover aria-selected:bg-hover max-md:h-11"
        >
          <span className="min-w-0 flex-1 truncate font-mono">{name}</span>
          <span className="text-small text-ink-3">{formatPlural(nodeCount, 'node')}</span>
        </button>
      ))}
    </div>
  );
}
