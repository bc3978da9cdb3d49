'use client';
import { createStore, useStore } from '@/app/_lib/store';

/** The windows that any page can open; each is loaded when it is first asked for. */
export type ShellWindow = 'palette' | 'keys' | 'copy';

const opened = createStore<ShellWindow | null>(null);

export const useShellWindow = () => useStore(opened, null);
export const openShellWindow = (which: ShellWindow) => opened.set(which);
export const closeShellWindow = () => opened.set(null);
