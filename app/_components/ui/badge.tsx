import type { ReactNode } from 'react';

/** A short word about something: a group, a pack, a version. Not a state: those are `Status`. */
export function Badge({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span
      title={title}
      className="inline-flex h-5 max-w-48 items-center truncate rounded-sm border border-line bg-canvas px-1.5 text-small text-ink-2"
    >
      {children}
    </span>
  );
}
