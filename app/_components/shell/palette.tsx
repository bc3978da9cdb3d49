'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Keyboard, LogOut, type LucideIcon, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { signOut } from '@/app/_lib/sign-out';
import { THEMES } from '@/app/_lib/theme';
import { useTRPC } from '@/app/_lib/trpc';
import { chooseTheme } from '@/app/_lib/use-theme';
import type { NodeRow } from '@/common/domain/node';
import { Dialog } from '../ui/dialog';
import { NodeStatus } from '../ui/node-status';
import { SECTIONS } from './sections';
import { closeShellWindow, openShellWindow } from './shell-window';
import { THEME_WORDS } from './user-menu';

const NODES_MAX = 8;

/** One field for every node, page and action. */
export function Palette() {
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const nodes = useNodesFound(query);
  const best = query === '' ? undefined : nodes[0]?.id;

  // After the window has opened, which puts the focus on its first part.
  useEffect(() => input.current?.focus(), []);
  // The server answers later than the page: what it found first is what was meant. Told as a key,
  // since a `value` of ours would leave cmdk's aria-activedescendant behind.
  useEffect(() => {
    const home = new KeyboardEvent('keydown', { key: 'Home', bubbles: true });
    if (best !== undefined) input.current?.dispatchEvent(home);
  }, [best]);

  return (
    <Dialog bare title="Find anything" onClose={closeShellWindow} className="sm:max-w-xl">
      <Command label="Find anything" loop>
        <div className="sticky top-0 z-10 flex items-center gap-2.5 border-b border-line bg-raised px-4">
          <Search aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
          <Command.Input
            ref={input}
            value={query}
            onValueChange={setQuery}
            placeholder="Find a node, a page, an action"
            className="h-12 w-full bg-transparent placeholder:text-ink-3 focus-visible:outline-none max-md:text-[16px]"
          />
        </div>
        <Command.List className="p-1.5">
          <Command.Empty className="px-3 py-6 text-ink-3">
            Nothing is called “{query}”.
          </Command.Empty>
          {query !== '' && <NodeItems nodes={nodes} />}
          <PageItems />
          <ActionItems />
        </Command.List>
      </Command>
    </Dialog>
  );
}

/** The server finds: it knows nodes that this page does not show. */
function useNodesFound(query: string): readonly NodeRow[] {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.nodes.list.queryOptions(
      { query: query.trim().slice(0, 128), pageSize: NODES_MAX },
      { placeholderData: keepPreviousData },
    ),
  );
  return data?.rows ?? [];
}

function NodeItems({ nodes }: { nodes: readonly NodeRow[] }) {
  const router = useRouter();
  return (
    <Command.Group heading="Nodes" className={GROUP}>
      {nodes.map((node) => (
        <Command.Item
          key={node.id}
          value={`node ${node.id}`}
          keywords={[node.name, node.hostname, node.os ?? '', ...node.groups]}
          onSelect={() => thenClose(() => router.push(`/nodes/${node.id}`))}
          className={ITEM}
        >
          <span className="truncate">{node.name}</span>
          {node.hostname !== node.name && (
            <span className="truncate text-ink-3">{node.hostname}</span>
          )}
          <span className="ml-auto text-small">
            <NodeStatus lastReportMs={node.lastReportMs} />
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function PageItems() {
  const router = useRouter();
  return (
    <Command.Group heading="Pages" className={GROUP}>
      {PAGES.map(({ href, label, icon }) => (
        <ActionItem key={href} icon={icon} label={label} run={() => router.push(href)} />
      ))}
    </Command.Group>
  );
}

function ActionItems() {
  return (
    <Command.Group heading="Actions" className={GROUP}>
      {THEMES.map((theme) => (
        <ActionItem
          key={theme}
          icon={THEME_WORDS[theme].icon}
          label={
            theme === 'system' ? THEME_WORDS.system.label : `${THEME_WORDS[theme].label} theme`
          }
          run={() => chooseTheme(theme)}
        />
      ))}
      <Command.Item
        value="Keyboard keys shortcuts"
        onSelect={() => openShellWindow('keys')}
        className={ITEM}
      >
        <Keyboard aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
        Show the keys of this page
      </Command.Item>
      <ActionItem icon={LogOut} label="Sign out" run={() => void signOut()} />
    </Command.Group>
  );
}

interface ActionItemProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly run: () => void;
}

function ActionItem({ icon: Icon, label, run }: ActionItemProps) {
  return (
    <Command.Item value={label} onSelect={() => thenClose(run)} className={ITEM}>
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
      {label}
    </Command.Item>
  );
}

function thenClose(run: () => void): void {
  closeShellWindow();
  run();
}

const PAGES = [
  ...SECTIONS.filter(({ href }) => href !== '/settings'),
  ...SECTIONS.filter(({ href }) => href === '/settings').flatMap((settings) => [
    { ...settings, href: '/settings/health', label: 'Settings, server health' },
    { ...settings, href: '/settings/about', label: 'Settings, about' },
  ]),
];

const GROUP =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-ink-3';

const ITEM =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 select-none data-[selected=true]:bg-hover max-md:h-11';
