'use client';
import { setSingleKeysOff, useHotkeys, useSingleKeysOff } from '@/app/_lib/hotkeys';
import { Dialog } from '../ui/dialog';
import { Kbd } from '../ui/kbd';
import { closeShellWindow } from './shell-window';

/** What can be pressed on this page. */
export function KeyList() {
  const hotkeys = useHotkeys().filter(({ keys }) => keys !== '/' || hasFilter());
  const off = useSingleKeysOff();
  return (
    <Dialog title="Keyboard" onClose={closeShellWindow} className="sm:max-w-sm">
      <dl className="grid grid-cols-[1fr_auto] gap-y-2 p-4">
        {hotkeys.map(({ keys, does }) => (
          <div key={keys} className="contents">
            <dt className="text-ink-2">{does}</dt>
            <dd className="flex justify-end gap-1">
              {keysShown(keys).map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="flex min-h-11 items-center gap-2 border-t border-line px-4 text-ink-2">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          checked={!off}
          onChange={(event) => setSingleKeysOff(!event.target.checked)}
        />
        Keys without Ctrl or ⌘ are on
      </label>
    </Dialog>
  );
}

/** Where a page has no filter, its key is no more than another one for the palette. */
function hasFilter(): boolean {
  return document.querySelector('[data-filter]') !== null;
}

function keysShown(keys: string): string[] {
  const modifier = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl';
  return keys
    .split(/[ +]/)
    .map((key) =>
      key === 'mod'
        ? modifier
        : key.length === 1 && keys.startsWith('mod')
          ? key.toUpperCase()
          : key,
    );
}
