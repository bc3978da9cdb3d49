'use client';
import { Code, FlaskConical, Keyboard, Link, LogOut, Pause, Play, Plus } from 'lucide-react';
import { pause, pausedAtMs, resume } from '@/app/_lib/live-store';
import { signOut } from '@/app/_lib/sign-out';
import { THEMES } from '@/app/_lib/theme';
import { chooseTheme } from '@/app/_lib/use-theme';
import type { Role } from '@/common/domain/user';
import type { PaletteItem } from './palette-item';
import { openShellWindow } from './shell-window';
import { THEME_WORDS } from './user-menu';

/** What can be done from every page. @param go to a page */
export function paletteActions(role: Role, go: (href: string) => void): readonly PaletteItem[] {
  const add: PaletteItem = {
    key: 'add node',
    group: 'Actions',
    icon: Plus,
    label: 'Add a node',
    keywords: 'join enrol install agent machine server',
    run: () => go('/nodes?add=true'),
  };
  return role === 'admin'
    ? [add, ...EVERYWHERE, followOrPause()]
    : [...EVERYWHERE, followOrPause()];
}

/** An expression is no name: the Lab is where it is tried. */
export function labAction(query: string, go: (href: string) => void): readonly PaletteItem[] {
  if (!/\{\{|[()<>=]/.test(query)) return [];
  return [
    {
      key: 'lab',
      group: 'Actions',
      icon: FlaskConical,
      label: 'Evaluate it in the Lab',
      note: query,
      run: () => go(`/lab?expression=${encodeURIComponent(query)}`),
    },
  ];
}

function followOrPause(): PaletteItem {
  const paused = pausedAtMs() !== null;
  return {
    key: 'pause',
    group: 'Actions',
    icon: paused ? Play : Pause,
    label: paused ? 'Follow what happens again' : 'Hold the page as it is now',
    keywords: 'pause live follow freeze',
    run: paused ? resume : pause,
  };
}

const EVERYWHERE: readonly PaletteItem[] = [
  {
    key: 'copy link',
    group: 'Actions',
    icon: Link,
    label: 'Copy a link to this page',
    keywords: 'share address url',
    run: () => openShellWindow('copy'),
  },
  {
    key: 'copy as',
    group: 'Actions',
    icon: Code,
    label: 'Copy this page as a command, curl or TypeScript',
    keywords: 'api cli script',
    run: () => openShellWindow('copy'),
  },
  ...THEMES.map(
    (theme): PaletteItem => ({
      key: `theme ${theme}`,
      group: 'Actions',
      icon: THEME_WORDS[theme].icon,
      label: THEME_WORDS[theme].label,
      keywords: 'toggle theme colours appearance mode',
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
