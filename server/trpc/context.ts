import type { Actor } from '../auth/actor';
import type { Services } from '../services';

/** What a procedure knows of its caller. Who it is was read from the session, never from the input. */
export interface Context {
  readonly actor: Actor | undefined;
  /** Of whoever asks, signed in or not; empty for the console. */
  readonly address: string;
  readonly services: Services;
  /** How many there are on the socket of whoever asks; `undefined` where each has one of its own. */
  readonly subscriptions?: { open: number };
}
