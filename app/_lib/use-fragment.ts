'use client';
import { useSyncExternalStore } from 'react';

/**
 * What stands behind the # of a one-time link: no request and no log ever carries it.
 * Undefined until the page is in the browser; empty where there is none.
 */
export function useFragment(): string | undefined {
  return useSyncExternalStore(subscribe, fragment, () => undefined);
}

function fragment(): string {
  return location.hash.slice(1);
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
