'use client';
import { useEffect, useRef } from 'react';
import { createStore, useStore } from './store';
import { type Keys, readStroke, strokeOf } from './strokes';

/** A second key that comes later than this begins anew. */
const PAIR_MS = 1_200;
const OFF_KEY = 'opsbro-single-keys-off';

interface Hotkey {
  readonly keys: Keys;
  /** For the list of keys: `Go to Nodes`. */
  readonly does: string;
  readonly run: () => void;
}

const NONE: readonly Hotkey[] = [];
const hotkeys = createStore(NONE);
const singleKeysOff = createStore(false);

/** While the component is there, `keys` calls `run`. The last one to ask for them has them. */
export function useHotkey(keys: Keys, does: string, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const hotkey: Hotkey = { keys, does, run: () => latest.current() };
    hotkeys.set([...hotkeys.get(), hotkey]);
    return () => hotkeys.set(hotkeys.get().filter((other) => other !== hotkey));
  }, [keys, does]);
}

/** What can be pressed on this page, for the list of keys. */
export function useHotkeys(): readonly Hotkey[] {
  return useStore(hotkeys, NONE);
}

/** Keys without ⌘ or Ctrl can be turned off: some people's tools press letters (WCAG 2.1.4). */
export function useSingleKeysOff(): boolean {
  return useStore(singleKeysOff, false);
}

export function setSingleKeysOff(off: boolean): void {
  singleKeysOff.set(off);
  if (off) localStorage.setItem(OFF_KEY, '1');
  else localStorage.removeItem(OFF_KEY);
}

/** Listens for the page. Called once, by the shell. */
export function useHotkeyListener(): void {
  useEffect(() => {
    singleKeysOff.set(localStorage.getItem(OFF_KEY) === '1');
    let pending = { stroke: '', atMs: 0 };

    function onKeyDown(event: KeyboardEvent) {
      const stroke = strokeFor(event);
      if (stroke === undefined) return;
      const known = hotkeys.get();
      const before = event.timeStamp - pending.atMs < PAIR_MS ? pending.stroke : '';
      const read = readStroke(before, stroke, known.map(keysOf));
      pending = { stroke: read.pending, atMs: event.timeStamp };
      if (read.run === undefined) return;
      event.preventDefault();
      known.findLast((hotkey) => hotkey.keys === read.run)?.run();
    }

    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

const keysOf = ({ keys }: Hotkey) => keys;

/** The stroke of a press that is meant for the page, and not for what has the focus. */
function strokeFor(event: KeyboardEvent): string | undefined {
  const stroke = strokeOf(event);
  if (stroke === undefined || event.defaultPrevented || event.isComposing) return undefined;
  if (stroke.startsWith('mod+')) return stroke;
  return singleKeysOff.get() || isBusy(event.target) ? undefined : stroke;
}

const WRITABLE =
  'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], [role=menu]';

/** Where letters are letters: fields, menus, and windows over the page. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return target instanceof Element && target.closest(WRITABLE) !== null;
}
