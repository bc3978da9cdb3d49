import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/app/_lib/cx';

interface DisclosureProps {
  readonly summary: string;
  /** Beside the summary, quieter. */
  readonly note?: string | undefined;
  readonly open?: boolean;
  readonly children: ReactNode;
  readonly className?: string;
}

/** What only some want to see. */
export function Disclosure({ summary, note, open = false, children, className }: DisclosureProps) {
  return (
    <details className={cx('group', className)} open={open}>
      <summary className="flex min-h-8 items-center gap-2 font-medium max-md:min-h-11">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-ink-3 transition-transform group-open:rotate-90"
        />
        {summary}
        {note !== undefined && <span className="text-small font-normal text-ink-3">{note}</span>}
      </summary>
      {children}
    </details>
  );
}
