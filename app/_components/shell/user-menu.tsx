'use client';
import { Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { signOut } from '@/app/_lib/sign-out';
import { THEMES, type Theme } from '@/app/_lib/theme';
import { useTheme } from '@/app/_lib/use-theme';
import type { User } from '@/common/domain/user';
import { Menu, MenuChoice, MenuItem } from '../ui/menu';
import { openShellWindow } from './shell-window';

/** Who is signed in, how the page looks, the way out. */
export function UserMenu({ user }: { user: User }) {
  const [chosen, choose] = useTheme();
  return (
    <Menu
      label={`${initialsOf(user.name)}, ${user.name}: account and theme`}
      button={initialsOf(user.name)}
      buttonClassName="touch-target grid size-8 place-items-center rounded-full bg-accent-tint text-small font-medium text-accent transition-colors hover:bg-hover"
    >
      <div className="px-2 pt-1 pb-2">
        <p className="truncate font-medium">{user.name}</p>
        <p className="truncate text-small text-ink-3">
          {user.email} · {user.role}
        </p>
      </div>
      <hr className="my-1 border-line" />
      {THEMES.map((theme) => {
        const { icon: Icon, label } = THEME_WORDS[theme];
        return (
          <MenuChoice key={theme} checked={theme === chosen} onSelect={() => choose(theme)}>
            <Icon aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
            {label}
          </MenuChoice>
        );
      })}
      <hr className="my-1 border-line" />
      <MenuItem onSelect={() => openShellWindow('keys')}>
        <Keyboard aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
        Keyboard
      </MenuItem>
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
        Sign out
      </MenuItem>
    </Menu>
  );
}

export const THEME_WORDS: Readonly<Record<Theme, { icon: typeof Sun; label: string }>> = {
  system: { icon: Monitor, label: 'Theme of the system' },
  light: { icon: Sun, label: 'Light theme' },
  dark: { icon: Moon, label: 'Dark theme' },
};

/** Of the first and the last name. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? '')][0] ?? '';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}
