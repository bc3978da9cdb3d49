'use client';
import { Code } from 'lucide-react';
import { openShellWindow } from './shell-window';

/** Opens what the page can be copied as; the same as the key `.`. */
export function CopyPageButton() {
  return (
    <button
      type="button"
      onClick={() => openShellWindow('copy')}
      aria-keyshortcuts="."
      aria-label="Copy this page as a link, a command, curl or TypeScript"
      title="Copy this page as a link, a command, curl or TypeScript"
      className="touch-target inline-flex size-8 items-center justify-center rounded-md text-ink-2 max-sm:hidden transition-colors hover:bg-hover hover:text-ink"
    >
      <Code aria-hidden className="size-4" strokeWidth={1.75} />
    </button>
  );
}
