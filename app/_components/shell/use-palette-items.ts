'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Keyboard, LogOut, type LucideIcon, Server } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { signOut } from '@/app/_lib/sign-out';
import { THEMES } from '@/app/_lib/theme';
import { useTRPC } from '@/app/_lib/trpc';
import { chooseTheme } from '@/app/_lib/use-theme';
import { type Findable, findAll } from './palette-match';
import { SECTIONS } from './sections';
import { openShellWindow } from './shell-window';
import { THEME_WORDS } from './user-menu';

const NODES_MAX = 8;
const QUERY_LENGTH_MAX = 128;

export interface PaletteItem extends Findable {
  readonly key: string;
  readonly group: 'Nodes' | 'Pages' | 'Actions';
  readonly icon: LucideIcon;
  /** Beside the label, quieter. */
  readonly note?: string;
  /** Of a node: when it last reported; shown as its state. */
  readonly lastReportMs?: number | null;
  readonly run: () => void;
}

/** What the palette offers for a query: nodes once something is asked for, then pages and actions. */
export function usePaletteItems(query: string): readonly PaletteItem[] {
  const router = useRouter();
  const nodes = useNodesFound(query.trim());
  const go = (href: string) => () => router.push(href);
  const pages = PAGES.map(
    ({ href, label, icon }): PaletteItem => ({
      key: href,
      group: 'Pages',
      icon,
      label,
      run: go(href),
    }),
  );
  const found = nodes.map(
    (node): PaletteItem => ({
      key: `node ${node.id}`,
      group: 'Nodes',
      icon: Server,
      label: node.name,
      note: node.hostname === node.name ? '' : node.hostname,
      lastReportMs: node.lastReportMs,
      run: go(`/nodes/${node.id}`),
    }),
  );
  return [...found, ...findAll(pages, query), ...findAll(ACTIONS, query)];
}

/** The server finds: it knows nodes that this page does not show. */
function useNodesFound(query: string) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.nodes.list.queryOptions(
      { query: query.slice(0, QUERY_LENGTH_MAX), pageSize: NODES_MAX },
      { enabled: query !== '', placeholderData: keepPreviousData },
    ),
  );
  return query === '' ? [] : (data?.rows ?? []);
}

const PAGES = SECTIONS.flatMap((section) =>
  section.href === '/settings'
    ? [
        { ...section, href: '/settings/health', label: 'Settings, server health' },
        { ...section, href: '/settings/about', label: 'Settings, about' },
      ]
    : [section],
);

const ACTIONS: readonly PaletteItem[] = [
  ...THEMES.map(
    (theme): PaletteItem => ({
      key: `theme ${theme}`,
      group: 'Actions',
      icon: THEME_WORDS[theme].icon,
      label: THEME_WORDS[theme].label,
      keywords: 'theme colours appearance',
      run: () => chooseTheme(theme),
    }),
  ),
  {
    key: 'keys',
    group: 'Actions',
    icon: Keyboard,
    label: 'Show the keys of this page',
    keywords: 'keyboard shortcuts help',
    run: () => openShellWindow('keys'),
  },
  {
    key: 'sign out',
    group: 'Actions',
    icon: LogOut,
    label: 'Sign out',
    keywords: 'log out leave',
    run: () => void signOut(),
  },
];
