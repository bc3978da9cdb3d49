import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon?: LucideIcon;
  /** What is not here: `No node matches`. */
  readonly title: string;
  /** What will appear here, and what makes it appear. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Where there is nothing: what would be here, and what to do for it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-start gap-3 px-4 py-8 sm:px-8">
      {Icon && <Icon aria-hidden className="size-5 text-ink-3" strokeWidth={1.75} />}
      <div>
        <p className="font-medium">{title}</p>
        {children !== undefined && <div className="mt-1 max-w-prose text-ink-2">{children}</div>}
      </div>
      {action}
    </div>
  );
}
