'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Activity, Boxes, type LucideIcon, Package, Server, Tag } from 'lucide-react';
import { useTRPC } from '@/app/_lib/trpc';
import type { SearchHit, SearchKind } from '@/common/domain/search';
import { formatPlural } from '@/common/format';
import type { PaletteGroup, PaletteItem } from './palette-item';

const QUERY_LENGTH_MAX = 128;

interface KindShown {
  readonly group: PaletteGroup;
  readonly icon: LucideIcon;
  readonly href: (key: string) => string;
}

const KINDS: Readonly<Record<SearchKind, KindShown>> = {
  node: { group: 'Nodes', icon: Server, href: (id) => `/nodes/${id}` },
  check: {
    group: 'Checks',
    icon: Activity,
    href: (id) => `/checks/${encodeURIComponent(id)}`,
  },
  group: {
    group: 'Groups',
    icon: Tag,
    href: (name) => `/nodes/groups/${encodeURIComponent(name)}`,
  },
  role: {
    group: 'Roles',
    icon: Boxes,
    href: (id) => `/nodes/roles/${encodeURIComponent(id)}`,
  },
  pack: {
    group: 'Packs',
    icon: Package,
    href: (name) => `/packs/${encodeURIComponent(name)}`,
  },
};

/** What the server finds: it knows all that this page does not show. */
export function usePaletteHits(query: string, go: (href: string) => void): readonly PaletteItem[] {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.search.find.queryOptions(
      { query: query.slice(0, QUERY_LENGTH_MAX) },
      {
        enabled: query !== '',
        placeholderData: keepPreviousData,
        // While somebody types, the question before is no longer of use.
        trpc: { abortOnUnmount: true },
      },
    ),
  );
  return query === '' ? [] : (data ?? []).map((hit) => itemOf(hit, go));
}

function itemOf(hit: SearchHit, go: (href: string) => void): PaletteItem {
  const { group, icon, href } = KINDS[hit.kind];
  return {
    key: `${hit.kind} ${hit.key}`,
    group,
    icon,
    label: hit.label,
    note: hit.note,
    ...(hit.signs === null ? {} : { standing: hit.signs }),
    ...(hit.nodeCount === null ? {} : { count: formatPlural(hit.nodeCount, 'node') }),
    run: () => go(href(hit.key)),
  };
}
