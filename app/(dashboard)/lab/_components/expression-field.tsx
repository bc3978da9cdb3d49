'use client';
import { useId } from 'react';
import { Offers } from '@/app/_components/ui/offers';
import { useWriting, type WritingProps } from './use-writing';

/** Where an expression is written: completes paths and functions; Enter evaluates. */
export function ExpressionField(props: WritingProps) {
  const id = useId();
  const { area, offers, chosen, take, write, leave, press } = useWriting(props);
  return (
    <div className="relative flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        Expression
      </label>
      <textarea
        ref={area}
        id={id}
        data-filter
        role="combobox"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-offers`}
        aria-autocomplete="list"
        aria-activedescendant={chosen === undefined ? undefined : `${id}-offers-${chosen}`}
        autoComplete="off"
        spellCheck={false}
        rows={3}
        placeholder="{{collector.memory.phys_used}} > 90"
        value={props.value}
        onChange={({ target }) => write(target.value, target.selectionStart)}
        onSelect={({ currentTarget }) => props.onCaret(currentTarget.selectionStart)}
        onBlur={leave}
        onKeyDown={press}
        className="w-full resize-y rounded-md border border-line-strong bg-surface px-2.5 py-2 font-mono text-ink placeholder:text-ink-3 hover:border-ink-3 max-md:text-[16px]"
      />
      <Offers
        id={`${id}-offers`}
        label="Completions"
        offers={offers.map(({ label, note }) => ({ key: label, label, note }))}
        chosen={chosen}
        onTake={take}
      />
    </div>
  );
}
