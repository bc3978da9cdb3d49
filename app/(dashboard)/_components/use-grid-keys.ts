'use client';
import { type KeyboardEvent, type RefObject, useCallback } from 'react';

/**
 * Arrow keys for a list of links that is laid out in lines: left and right in order, up and down to
 * the link above or below, wherever the lines break. The list is one stop of the tab key.
 */
export function useGridKeys(list: RefObject<HTMLElement | null>) {
  return useCallback(
    (event: KeyboardEvent) => {
      const links = [...(list.current?.querySelectorAll<HTMLElement>('a') ?? [])];
      const { activeElement } = document;
      const now = activeElement instanceof HTMLElement ? links.indexOf(activeElement) : -1;
      const next = now < 0 ? undefined : links[neighbour(links, now, event.key)];
      if (next === undefined) return;
      event.preventDefault();
      links[now]?.setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus();
    },
    [list],
  );
}

function neighbour(links: readonly HTMLElement[], now: number, key: string): number {
  switch (key) {
    case 'ArrowRight':
      return now + 1;
    case 'ArrowLeft':
      return now - 1;
    case 'ArrowDown':
      return now + columnsOf(links);
    case 'ArrowUp':
      return now - columnsOf(links);
    case 'Home':
      return 0;
    case 'End':
      return links.length - 1;
    default:
      return -1;
  }
}

function columnsOf(links: readonly HTMLElement[]): number {
  const top = links[0]?.getBoundingClientRect().top;
  const below = links.findIndex((link) => link.getBoundingClientRect().top !== top);
  return below < 0 ? links.length : below;
}
