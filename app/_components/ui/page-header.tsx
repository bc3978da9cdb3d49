import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: ReactNode;
  /** Where this page lies: `[{ href: '/nodes', label: 'Nodes' }]`. */
  readonly trail?: readonly { readonly href: string; readonly label: string }[];
  /** One line under the title. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}

/** The one h1 of a page, where it lies, and what can be done with all of it. */
export function PageHeader({ title, trail = [], note, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end gap-x-4 gap-y-3">
      {/* On phones what is short stays beside the actions, and what is long gets the line alone. */}
      <div className="min-w-0 flex-auto sm:flex-1">
        {trail.length > 0 && (
          <nav aria-label="Breadcrumb" className="mb-1">
            <ol className="flex items-center gap-1 text-small text-ink-3">
              {trail.map(({ href, label }) => (
                <li key={href} className="flex items-center gap-1">
                  <Link
                    href={href}
                    className="touch-target rounded-sm hover:text-ink hover:underline"
                  >
                    {label}
                  </Link>
                  <ChevronRight aria-hidden className="size-3" />
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1 className="text-title font-medium tracking-tight [overflow-wrap:anywhere]">{title}</h1>
        {note !== undefined && <div className="mt-0.5 text-ink-2">{note}</div>}
      </div>
      {actions !== undefined && actions !== false && (
        <div className="flex items-center gap-2">{actions}</div>
      )}
    </header>
  );
}
