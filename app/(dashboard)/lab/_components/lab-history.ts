'use client';
import { createStore, useStore } from '@/app/_lib/store';

/** One thing that was tried. */
export interface Tried {
  readonly expression: string;
  readonly pack: string;
}

const KEY = 'opsbro-lab-history';
const KEPT_MAX = 20;
const NONE: readonly Tried[] = [];

const history = createStore(NONE);
let isLoaded = false;

/** What was tried in this browser, the newest first. */
export function useLabHistory(): readonly Tried[] {
  return useStore(history, NONE);
}

export function loadLabHistory(): void {
  if (isLoaded) return;
  isLoaded = true;
  history.set(readHistory(localStorage.getItem(KEY)));
}

export function rememberTried(tried: Tried): void {
  history.set(withTried(history.get(), tried));
  localStorage.setItem(KEY, JSON.stringify(history.get()));
}

export function forgetTried(): void {
  history.set(NONE);
  localStorage.removeItem(KEY);
}

/** Once, at the top, however often it is tried. */
export function withTried(kept: readonly Tried[], tried: Tried): readonly Tried[] {
  const others = kept.filter(
    ({ expression, pack }) => expression !== tried.expression || pack !== tried.pack,
  );
  return [tried, ...others].slice(0, KEPT_MAX);
}

/** What stands in the browser's storage may be of another version, or anybody's. */
export function readHistory(text: string | null): readonly Tried[] {
  try {
    const read: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(read) ? read.filter(isTried).slice(0, KEPT_MAX) : NONE;
  } catch {
    return NONE;
  }
}

function isTried(value: unknown): value is Tried {
  if (typeof value !== 'object' || value === null) return false;
  const { expression, pack } = value as Partial<Record<keyof Tried, unknown>>;
  return typeof expression === 'string' && typeof pack === 'string';
}
