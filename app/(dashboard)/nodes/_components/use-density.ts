'use client';
import { useSyncExternalStore } from 'react';

/** How tall the rows are. */
export const DENSITIES = ['comfortable', 'compact', 'dense'] as const;
export type Density = (typeof DENSITIES)[number];

const KEY = 'opsbro-density';

/** What this reader chose, in this browser. */
export function useDensity(): readonly [Density, (density: Density) => void] {
  const density = useSyncExternalStore(subscribe, chosen, (): Density => 'comfortable');
  return [density, choose];
}

function chosen(): Density {
  const stored = localStorage.getItem(KEY);
  return DENSITIES.find((density) => density === stored) ?? 'comfortable';
}

function choose(density: Density): void {
  localStorage.setItem(KEY, density);
  dispatchEvent(new Event('storage'));
}

function subscribe(listener: () => void): () => void {
  addEventListener('storage', listener);
  return () => removeEventListener('storage', listener);
}
