'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cx } from '@/app/_lib/cx';
import { Wordmark } from './logo';
import { ProblemCount } from './problem-count';
import { isWithin, SECTIONS, type Section } from './sections';

/** Down the left side; settings stand at the foot. */
export function SideNavigation() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5">
      <Link
        href="/"
        aria-label="OpsBro, Overview"
        className="mb-4 flex h-9 items-center rounded-md px-2.5"
      >
        <Wordmark />
      </Link>
      {SECTIONS.map((section) => (
        <Link
          key={section.href}
          href={section.href}
          aria-current={isWithin(section, path) ? 'page' : undefined}
          className={cx(
            'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-ink-2 transition-colors hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink',
            section.href === '/settings' && 'mt-auto',
          )}
        >
          <SectionIcon section={section} />
          {section.label}
          {section.href === '/checks' && <ProblemCount />}
        </Link>
      ))}
    </nav>
  );
}

/** Along the lower edge of a phone, where a thumb is. */
export function BottomNavigation() {
  const path = usePathname();
  return (
    <nav
      aria-label="Main"
      className="sticky bottom-0 z-20 grid grid-flow-col auto-cols-fr border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {SECTIONS.map((section) => (
        <Link
          key={section.href}
          href={section.href}
          aria-current={isWithin(section, path) ? 'page' : undefined}
          className="flex h-14 flex-col items-center justify-center gap-0.5 text-small text-ink-3 aria-[current]:font-medium aria-[current]:text-ink"
        >
          <SectionIcon section={section} />
          {section.label}
        </Link>
      ))}
    </nav>
  );
}

function SectionIcon({ section: { icon: Icon } }: { section: Section }) {
  return <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />;
}
