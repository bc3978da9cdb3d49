'use client';
import { useSyncExternalStore } from 'react';

/** A value of the page that lives outside React: what sockets and key presses write. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  const listeners = new Set<() => void>();
  let current = initial;
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** @param atServer what the server rendered, as there is no store of the page there */
export function useStore<T>(store: Store<T>, atServer: T): T {
  return useSyncExternalStore(store.subscribe, store.get, () => atServer);
}
