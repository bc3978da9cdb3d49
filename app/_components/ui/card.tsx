import { type ReactNode, useId } from 'react';
import { cx } from '@/app/_lib/cx';

interface CardProps {
  readonly title: string;
  /** Beside the title, quieter: a count, an age. */
  readonly note?: ReactNode;
  /** At the end of the title's line. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Tables and lists go to the edge. */
  readonly flush?: boolean;
  readonly className?: string;
}

/** One thing with a name: a landmark, a heading, its content. */
export function Card({ title, note, actions, children, flush = false, className }: CardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cx('min-w-0 rounded-lg border border-line bg-surface', className)}
    >
      <header className="flex min-h-11 items-center gap-2 border-b border-line px-4 py-1.5">
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        {note !== undefined && <div className="text-small text-ink-3">{note}</div>}
        {actions !== undefined && <div className="ml-auto flex items-center gap-1">{actions}</div>}
      </header>
      <div className={cx(!flush && 'p-4')}>{children}</div>
    </section>
  );
}
