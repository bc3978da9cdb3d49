'use client';
import { Search } from 'lucide-react';
import { Kbd } from '../ui/kbd';
import { openShellWindow } from './shell-window';

/** Looks like the field that it opens. */
export function PaletteButton() {
  return (
    <button
      type="button"
      onClick={() => openShellWindow('palette')}
      aria-keyshortcuts="Control+K Meta+K"
      className="touch-target inline-flex h-8 items-center gap-2 rounded-md text-ink-3 transition-colors hover:text-ink max-md:w-8 max-md:justify-center md:w-72 md:border md:border-line md:bg-surface md:pr-1.5 md:pl-2.5 md:hover:border-line-strong"
    >
      <Search aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className="whitespace-nowrap max-md:sr-only">Find anything</span>
      <span aria-hidden className="ml-auto flex gap-0.5 max-md:hidden">
        <Kbd>Ctrl</Kbd>
        <Kbd>K</Kbd>
      </span>
    </button>
  );
}
