'use client';
import { createStore, useStore } from './store';

/**
 * Whether what is shown follows what happens.
 * `idle`: nothing on this page is live. `lost`: the socket is down and tries again by itself.
 */
export interface Connection {
  readonly state: 'idle' | 'connecting' | 'open' | 'lost';
  /** By the browser's clock. */
  readonly sinceMs: number;
}

const CONNECTION_AT_FIRST: Connection = { state: 'idle', sinceMs: 0 };

const connection = createStore<Connection>(CONNECTION_AT_FIRST);
const pausedAt = createStore<number | null>(null);

export const useConnection = () => useStore(connection, CONNECTION_AT_FIRST);

/** By the browser's clock; null while the page is live. */
export const usePausedAtMs = () => useStore(pausedAt, null);

export const pausedAtMs = () => pausedAt.get();
export const onPauseChange = pausedAt.subscribe;

/** From now on the page is a picture of this moment; what arrives waits. */
export function pause(): void {
  pausedAt.set(Date.now());
}

export function resume(): void {
  pausedAt.set(null);
}

/** Told by the socket. A state that lasts keeps the moment at which it began. */
export function reportConnection(state: Connection['state']): void {
  const now = connection.get().state;
  // Trying again does not make what was lost any less lost.
  if (now === 'lost' && state === 'connecting') return;
  if (now !== state) connection.set({ state, sinceMs: Date.now() });
}
