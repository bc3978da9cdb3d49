'use client';
import { useId } from 'react';

interface SegmentedProps<T extends string> {
  /** What is chosen, for those who do not see the context. */
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, all in sight. Radio buttons underneath: arrows move, one tab stop. */
export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
}: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="inline-flex rounded-md border border-line bg-canvas p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="touch-target relative inline-flex h-7 cursor-pointer items-center rounded-sm px-2.5 text-ink-2 transition-colors select-none hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-thin has-focus-visible:outline-2 has-focus-visible:outline-accent max-md:h-9"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
