'use client';
import { useId } from 'react';
import { cx } from '@/app/_lib/cx';
import { formatPlural } from '@/common/format';
import { countWords, useSetCount } from './group-set/use-set-count';
import { useSetText } from './group-set/use-set-text';
import { Input } from './ui/input';
import { Offers } from './ui/offers';

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
        aria-activedescendant={
          isOpen && chosen !== undefined ? `${id}-offers-${chosen}` : undefined
        }
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
      <Offers
        id={`${id}-offers`}
        label={`Groups for ${label}`}
        offers={offers.map(({ name, nodeCount }) => ({
          key: name,
          label: name,
          note: formatPlural(nodeCount, 'node'),
        }))}
        chosen={chosen}
        onTake={(index) => field.take(offers[index]?.name ?? '')}
      />
      <p
        id={`${id}-note`}
        role="status"
        title={note}
        className={cx(
          'mt-1 line-clamp-2 text-small [overflow-wrap:anywhere] empty:hidden',
          problem !== undefined && !field.isTyping ? 'text-critical' : 'text-ink-3',
        )}
      >
        {note}
      </p>
    </div>
  );
}
