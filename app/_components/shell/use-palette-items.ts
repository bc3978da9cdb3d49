'use client';
import { useRouter } from 'next/navigation';
import { settingsPagesOf } from '@/app/(dashboard)/settings/_components/settings-pages';
import type { Role } from '@/common/domain/user';
import { findAll } from '@/common/fuzzy';
import { labAction, paletteActions } from './palette-actions';
import { arrange } from './palette-groups';
import type { PaletteItem } from './palette-item';
import { PLACES } from './sections';
import { usePaletteHits } from './use-palette-hits';

/** What the palette offers for a query: what the server finds once something is asked for, pages, actions. */
export function usePaletteItems(query: string, role: Role): readonly PaletteItem[] {
  const router = useRouter();
  const go = (href: string) => router.push(href);
  const asked = query.trim();
  const hits = usePaletteHits(asked, go);
  const pages = pagesOf(role).map(
    ({ href, label, icon, keywords }): PaletteItem => ({
      key: href,
      group: 'Pages',
      icon,
      label,
      keywords,
      run: () => go(href),
    }),
  );
  return arrange(
    [
      ...labAction(asked, go),
      ...hits,
      ...findAll(pages, query),
      ...findAll(paletteActions(role, go), query),
    ],
    query,
  );
}

function pagesOf(role: Role) {
  const settings = settingsPagesOf(role);
  return PLACES.flatMap((place) => {
    if (place.href !== '/settings') return [{ keywords: '', ...place }];
    return settings.map(({ href, label, keywords }) => ({
      ...place,
      href,
      keywords,
      label: `Settings, ${label.startsWith('API') ? label : label.toLowerCase()}`,
    }));
  });
}
