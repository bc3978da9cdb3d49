'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import type { Role } from '@/common/domain/user';
import { settingsPagesOf } from './settings-pages';

/** The settings that a role has a use for. */
export function SettingsTabs({ role }: { role: Role }) {
  const path = usePathname();
  const list = useRef<HTMLUListElement>(null);

  // On a phone the tabs do not all fit: the one that is open is brought into sight.
  useEffect(() => {
    const here = list.current?.querySelector(`a[href="${path}"]`);
    here?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);

  return (
    <nav
      aria-label="Settings"
      className="-mx-4 -mt-2 overflow-x-auto border-b border-line px-4 sm:-mx-6 sm:px-6"
    >
      {/* As wide as all of them, so that the frame's padding stands after the last one too. */}
      <ul ref={list} className="flex w-max gap-5">
        {settingsPagesOf(role).map(({ href, label }) => (
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
