'use client';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { cx } from '@/app/_lib/cx';

const TABS = [
  { path: '', label: 'Summary' },
  { path: '/checks', label: 'Checks' },
  { path: '/collectors', label: 'Collectors' },
  { path: '/facts', label: 'Facts' },
  { path: '/config', label: 'Config' },
  { path: '/cluster', label: 'Cluster' },
  { path: '/timeline', label: 'Timeline' },
];

/** The parts of a node's page. The time range goes along, so that it is there on return. */
export function NodeTabs({ nodeId }: { nodeId: string }) {
  const path = usePathname();
  const kept = keptParams(useSearchParams());
  return (
    <nav
      aria-label="Parts of the node"
      className="-mx-4 flex gap-1 overflow-x-auto border-b border-line px-4 sm:-mx-6 sm:px-6"
    >
      {TABS.map((tab) => {
        const href = `/nodes/${nodeId}${tab.path}`;
        const isHere = path === href;
        return (
          <Link
            key={tab.path}
            href={`${href}${kept}`}
            aria-current={isHere ? 'page' : undefined}
            className={cx(
              '-mb-px flex h-9 items-center border-b-2 px-3 whitespace-nowrap transition-colors max-md:h-11',
              isHere
                ? 'border-accent font-medium text-ink'
                : 'border-transparent text-ink-2 hover:text-ink',
            )}
          >
            {tab.label}
          </Link>
        );
      })}
    </nav>
  );
}

function keptParams(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ['range', 'from', 'to']) {
    const value = params.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept.size === 0 ? '' : `?${kept}`;
}
