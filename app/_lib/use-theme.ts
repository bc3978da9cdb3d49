'use client';
import { useSyncExternalStore } from 'react';
import { type Theme, themeOf } from './theme';

/** What was chosen, and how to choose: kept in a cookie, applied by the inline script. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore<Theme>(
    subscribe,
    () => themeOf(document.cookie),
    () => 'system',
  );
  return [theme, chooseTheme];
}

function subscribe(listener: () => void): () => void {
  addEventListener('theme', listener);
  return () => removeEventListener('theme', listener);
}

/** The inline script keeps and applies it, see theme.ts. */
export function chooseTheme(theme: Theme): void {
  dispatchEvent(new CustomEvent('theme', { detail: theme }));
}
