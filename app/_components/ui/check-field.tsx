'use client';
import { type ReactNode, useId } from 'react';

interface CheckFieldProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Said under the label: what it means to have it on. */
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
}

/** Something that is on or off. */
export function CheckField({ label, checked, onChange, hint, disabled = false }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="flex min-h-8 items-start gap-2.5 max-md:min-h-11 max-md:py-1.5">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-note`}
        onChange={({ target }) => onChange(target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="touch-target block">
          {label}
        </label>
        {hint !== undefined && (
          <div id={`${id}-note`} className="text-small text-ink-3">
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}
