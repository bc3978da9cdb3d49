import type { ReactNode } from 'react';
import { cx } from '@/app/_lib/cx';

interface ChipProps {
  readonly pressed: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** A filter that is on or off. */
export function Chip({ pressed, onPress, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={cx(
        'touch-target inline-flex h-8 items-center gap-1.5 rounded-md border px-2.5 whitespace-nowrap transition-colors',
        pressed
          ? 'border-accent bg-accent-tint text-ink'
          : 'border-line bg-surface text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}
