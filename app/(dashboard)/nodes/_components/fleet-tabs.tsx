'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

const TABS = [
  { href: '/nodes', label: 'All nodes' },
  { href: '/nodes/groups', label: 'Groups' },
  { href: '/nodes/roles', label: 'Roles' },
  { href: '/nodes/topology', label: 'Topology' },
];

/** The ways of looking at all nodes. */
export function FleetTabs() {
  const path = usePathname();
  return (
    <nav
      aria-label="Nodes"
      className="-mx-4 -mt-2 overflow-x-auto border-b border-line px-4 sm:-mx-6 sm:px-6"
    >
      <ul className="flex w-max gap-5">
        {TABS.map(({ href, label }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={path === href ? 'page' : undefined}
              className="-mb-px flex h-10 items-center border-b-2 border-transparent whitespace-nowrap text-ink-2 transition-colors hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink max-md:h-11"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
