'use client';
import { Check } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface MenuProps {
  /** What the button says to those who do not see it. */
  readonly label: string;
  /** What the button shows. */
  readonly button: ReactNode;
  /** `MenuItem`s, and whatever else stands between them. */
  readonly children: ReactNode;
  readonly buttonClassName?: string;
}

/**
 * A button with a list of actions under it, by the ARIA menu-button pattern: arrows, Home and End
 * move, Escape and a press elsewhere close, the focus goes back to the button.
 */
export function Menu({ label, button, children, buttonClassName }: MenuProps) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    keepInSight(frame.current?.querySelector<HTMLElement>('[role="menu"]'));
    itemsOf(frame.current)[0]?.focus();
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [open]);

  function onKeyDown(event: KeyboardEvent) {
    if (!open) return;
    if (event.key === 'Escape') {
      setOpen(false);
      frame.current?.querySelector('button')?.focus();
    } else if (!moveFocus(frame.current, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div ref={frame} className="relative" role="none" onKeyDown={onKeyDown}>
      <button
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        className={buttonClassName}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div
          id={id}
          role="menu"
          aria-label={label}
          className="absolute top-full right-0 z-30 mt-1.5 w-60 animate-arrive rounded-lg bg-raised p-1 shadow-raised"
        >
          {children}
        </div>
      )}
    </div>
  );
}

interface MenuItemProps {
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ onSelect, children }: MenuItemProps) {
  return (
    <button type="button" role="menuitem" tabIndex={-1} onClick={onSelect} className={ITEM}>
      {children}
    </button>
  );
}

interface MenuChoiceProps extends MenuItemProps {
  readonly checked: boolean;
}

/** One of several that exclude each other. */
export function MenuChoice({ checked, onSelect, children }: MenuChoiceProps) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={checked}
      tabIndex={-1}
      onClick={onSelect}
      className={ITEM}
    >
      {children}
      {checked && <Check aria-hidden className="ml-auto size-4" />}
    </button>
  );
}

const ITEM =
  'flex h-8 w-full items-center gap-2 rounded-sm px-2 text-left text-ink hover:bg-hover focus:bg-hover focus-visible:outline-none max-md:h-11';

const EDGE_PX = 8;

/** Ends where the button does, unless the window's left edge would cut it off. */
function keepInSight(menu: HTMLElement | null | undefined): void {
  const beyondPx = (menu?.getBoundingClientRect().left ?? EDGE_PX) - EDGE_PX;
  if (beyondPx < 0) menu?.style.setProperty('right', `${beyondPx}px`);
}

/** Some are for wide windows only. */
function itemsOf(frame: HTMLElement | null): HTMLElement[] {
  const items = frame?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [];
  return [...items].filter((item) => item.checkVisibility());
}

/** @returns whether the key meant anything here */
function moveFocus(frame: HTMLElement | null, key: string): boolean {
  const items = itemsOf(frame);
  const { activeElement } = document;
  const now = activeElement instanceof HTMLElement ? items.indexOf(activeElement) : -1;
  const next = {
    ArrowDown: (now + 1) % items.length,
    ArrowUp: (now - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[key];
  if (next === undefined) return false;
  items[next]?.focus();
  return true;
}
