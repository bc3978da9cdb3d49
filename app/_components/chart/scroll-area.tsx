import type { ReactNode } from 'react';

interface ScrollAreaProps {
  /** What is in it. */
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** Without a tab stop of its own, what does not fit could not be reached by the keyboard. */
const REACHABLE = { tabIndex: 0 };

/** A part of the page that scrolls by itself. */
export function ScrollArea({ label, className, children }: ScrollAreaProps) {
  return (
    <section {...REACHABLE} aria-label={label} className={className}>
      {children}
    </section>
  );
}
