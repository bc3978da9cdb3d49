'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Keyboard, LogOut, type LucideIcon, Plus, Server } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { signOut } from '@/app/_lib/sign-out';
import { THEMES } from '@/app/_lib/theme';
import { useTRPC } from '@/app/_lib/trpc';
import { chooseTheme } from '@/app/_lib/use-theme';
import { settingsPagesOf } from '@/app/(dashboard)/settings/_components/settings-pages';
import type { NodeSigns } from '@/common/domain/node';
import type { Role } from '@/common/domain/user';
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
  /** Of a node: shown as its state. */
  readonly standing?: NodeSigns;
  readonly run: () => void;
}

/** What the palette offers for a query: nodes once something is asked for, then pages and actions. */
export function usePaletteItems(query: string, role: Role): readonly PaletteItem[] {
  const router = useRouter();
  const nodes = useNodesFound(query.trim());
  const go = (href: string) => () => router.push(href);
  const pages = pagesOf(role).map(
    ({ href, label, icon, keywords }): PaletteItem => ({
      key: href,
      group: 'Pages',
      icon,
      label,
      keywords,
      run: go(href),
    }),
  );
  const add: PaletteItem = {
    key: 'add node',
    group: 'Actions',
    icon: Plus,
    label: 'Add a node',
    keywords: 'join enrol install agent machine server',
    run: go('/nodes?add=true'),
  };
  const actions = role === 'admin' ? [add, ...ACTIONS] : ACTIONS;
  const found = nodes.map(
    (node): PaletteItem => ({
      key: `node ${node.id}`,
      group: 'Nodes',
      icon: Server,
      label: node.name,
      note: node.hostname === node.name ? '' : node.hostname,
      standing: { admission: node.admission, lastReportMs: node.lastReportMs },
      run: go(`/nodes/${node.id}`),
    }),
  );
  return [...found, ...findAll(pages, query), ...findAll(actions, query)];
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

function pagesOf(role: Role) {
  const settings = settingsPagesOf(role);
  return SECTIONS.flatMap((section) => {
    if (section.href !== '/settings') return [{ ...section, keywords: '' }];
    return settings.map(({ href, label, keywords }) => ({
      ...section,
      href,
      keywords,
      label: `Settings, ${label.startsWith('API') ? label : label.toLowerCase()}`,
    }));
  });
}

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
