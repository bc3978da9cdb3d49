'use client';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Role } from '@/common/domain/user';
import { Dialog } from '../ui/dialog';
import type { PaletteItem } from './palette-item';
import { PaletteOption } from './palette-option';
import { closeShellWindow } from './shell-window';
import { usePaletteItems } from './use-palette-items';

/** One field for everything that has a name, and for actions, by the ARIA combobox pattern. */
export function Palette({ role }: { role: Role }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string>();
  const items = usePaletteItems(query, role);
  // Until an arrow was pressed it is the first, also when the server's answer puts another there.
  const current = items.find(({ key }) => key === chosen) ?? items[0];
  const optionId = (item: PaletteItem) => `${id}-${items.indexOf(item)}`;

  // After the window has opened, which puts the focus on its first part.
  useEffect(() => input.current?.focus(), []);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && current !== undefined) run(current);
    else {
      const next = neighbour(items, current, event.key);
      if (next === undefined) return;
      setChosen(next.key);
      document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
    }
    event.preventDefault();
  }

  return (
    <Dialog bare title="Find anything" onClose={closeShellWindow} className="sm:max-w-xl">
      <div className="sticky top-0 z-10 flex items-center gap-2.5 border-b border-line bg-raised px-4">
        <Search aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Find a node, a check, a page, an action"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={current && optionId(current)}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(undefined);
          }}
          onKeyDown={onKeyDown}
          placeholder="Find a node, a page, an action"
          className="h-12 w-full bg-transparent placeholder:text-ink-3 focus-visible:outline-none max-md:text-[16px]"
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label="Found" className="p-1.5">
        {[...new Set(items.map(({ group }) => group))].map((group) => {
          const members = items.filter((item) => item.group === group);
          return (
            <fieldset key={group} aria-label={group} className="min-w-0">
              <p aria-hidden className="px-2.5 pt-2.5 pb-1 text-small text-ink-3">
                {group}
              </p>
              {members.map((item) => (
                <PaletteOption
                  key={item.key}
                  id={optionId(item)}
                  item={item}
                  selected={item === current}
                  onPoint={() => setChosen(item.key)}
                  onRun={() => run(item)}
                />
              ))}
            </fieldset>
          );
        })}
      </div>
      <p role="status" className="px-4 pb-4 text-ink-3 empty:hidden">
        {items.length === 0 && `Nothing is called “${query}”.`}
      </p>
    </Dialog>
  );
}

function run(item: PaletteItem): void {
  closeShellWindow();
  item.run();
}

function neighbour(
  items: readonly PaletteItem[],
  current: PaletteItem | undefined,
  key: string,
): PaletteItem | undefined {
  const now = current === undefined ? -1 : items.indexOf(current);
  if (key === 'ArrowDown') return items[(now + 1) % items.length];
  if (key === 'ArrowUp') return items.at(now <= 0 ? -1 : now - 1);
  return undefined;
}
