'use client';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { cx } from '@/app/_lib/cx';
import { Input } from './input';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onBlur'> {
  readonly label: string;
  readonly name: string;
  /** Said under the field while there is no error. */
  readonly hint?: ReactNode;
  /** What is wrong with a value, in a sentence; asked when the field is left. */
  readonly validate?: (value: string) => string | undefined;
  /** From whoever looked at the whole form; shown until the field is changed. */
  readonly error?: string | undefined;
  /** Sits in the field, at its end. */
  readonly end?: ReactNode;
}

/** A label, a line of text, and one sentence under it: a hint or what is wrong. */
export function TextField({
  label,
  hint,
  validate,
  error: errorOfForm,
  end,
  onChange,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const [errorOnLeaving, setErrorOnLeaving] = useState<string>();
  const error = errorOnLeaving ?? errorOfForm;
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="relative">
        <Input
          {...rest}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          className={cx(end !== undefined && 'pr-16')}
          onChange={(event) => {
            if (errorOnLeaving !== undefined) setErrorOnLeaving(validate?.(event.target.value));
            onChange?.(event);
          }}
          onBlur={(event) => setErrorOnLeaving(errorOf(event.target.value, validate))}
        />
        {end !== undefined && (
          <div className="absolute inset-y-0 right-1 flex items-center">{end}</div>
        )}
      </div>
      {note !== undefined && (
        <div
          id={`${id}-note`}
          className={cx('text-small', error === undefined ? 'text-ink-3' : 'text-critical')}
        >
          {note}
        </div>
      )}
    </div>
  );
}

/** An empty field that is only passed through is not yet wrong. */
function errorOf(value: string, validate: TextFieldProps['validate']): string | undefined {
  return value === '' ? undefined : validate?.(value);
}
