import type { ReactNode } from 'react';
import { StatusIcon } from './status';

interface ErrorCardProps {
  /** What failed: `The timeline could not be read`. */
  readonly title: string;
  /** Why, since when, and what still works. */
  readonly children?: ReactNode;
  /** What to do: usually a button that tries again. */
  readonly action?: ReactNode;
}

/** A part of the page that failed, while the rest of it lives. */
export function ErrorCard({ title, children, action }: ErrorCardProps) {
  return (
    <div role="alert" className="flex items-start gap-3 rounded-lg bg-critical-tint p-4">
      <StatusIcon kind="critical" className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-critical">{title}</p>
        {children !== undefined && (
          <div className="mt-1 text-ink [overflow-wrap:anywhere]">{children}</div>
        )}
        {action !== undefined && <div className="mt-3">{action}</div>}
      </div>
    </div>
  );
}
