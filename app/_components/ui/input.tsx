import type { ComponentProps } from 'react';
import { cx } from '@/app/_lib/cx';

/** A line of text. 16 px on phones, where a smaller one makes the page jump into a zoom. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      {...rest}
      className={cx(
        'h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-ink transition-colors placeholder:text-ink-3 hover:border-ink-3 aria-invalid:border-critical max-md:h-11 max-md:text-[16px]',
        className,
      )}
    />
  );
}
