'use client';
import { useSyncExternalStore } from 'react';
import type { ChartColour } from './chart-series';

/** What a canvas needs of the theme; canvases know no CSS variables. */
export interface ChartPalette {
  readonly series: Readonly<Record<ChartColour, string>>;
  readonly grid: string;
  readonly axis: string;
  readonly cursor: string;
  readonly surface: string;
  readonly font: string;
}

const COLOURS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** The colours as the page shows them now. */
export function chartPalette(): ChartPalette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const series = Object.fromEntries(COLOURS.map((at) => [at, colour(`chart-${at}`)]));
  return {
    series: series as Record<ChartColour, string>,
    grid: colour('chart-grid'),
    axis: colour('ink-3'),
    cursor: colour('ink-3'),
    surface: colour('surface'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
}

/** The theme that is on, so that charts are drawn again when it changes, by whatever cause. */
export function useShownTheme(): string {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset.theme ?? 'light',
    () => 'light',
  );
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** @param colour `#rrggbb` */
export function tinted(colour: string, opacity: number): string {
  const alpha = Math.round(opacity * 255);
  return `${colour}${alpha.toString(16).padStart(2, '0')}`;
}
