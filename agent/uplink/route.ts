import type { Clock } from '@/common/clock';
import type { Relay, Relays } from './relays';

/** Connections that must fail before somebody else is asked to pass them on. */
const DIRECT_TRIES = 3;
/** How long a relay is left alone after it failed, so that the others and the direct way get their turn. */
const REST_MS = 15_000;

/**
 * Which way the next connection to the server takes: by itself as long as that works, else through
 * the relays in turn, with a direct try whenever all of them failed.
 */
export class Route {
  readonly #clock: Clock;
  readonly #restedMs = new Map<string, number>();
  #relays: Relays | undefined;
  #directFailures = 0;
  #good: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get relays(): Relays | undefined {
    return this.#relays;
  }

  setRelays(relays: Relays): void {
    this.#relays = relays;
  }

  /** @returns nothing for the direct way */
  next(): Relay | undefined {
    if (this.#directFailures < DIRECT_TRIES) return undefined;
    const awake = (this.#relays?.list() ?? []).filter(({ id }) => !this.#isResting(id));
    return awake.find(({ id }) => id === this.#good) ?? awake[0];
  }

  /** A session was opened on it. */
  reached(way: Relay | undefined): void {
    if (way === undefined) this.directAnswers();
    else this.#good = way.id;
  }

  /** Nobody answered on it, or it broke. */
  failed(way: Relay | undefined): void {
    if (way === undefined) {
      this.#directFailures += 1;
      return;
    }
    this.#good = undefined;
    this.#restedMs.set(way.id, this.#clock.nowMs() + REST_MS);
  }

  /** The server was heard without help. */
  directAnswers(): void {
    this.#directFailures = 0;
    this.#good = undefined;
    this.#restedMs.clear();
  }

  #isResting(id: string): boolean {
    const untilMs = this.#restedMs.get(id);
    if (untilMs === undefined) return false;
    if (untilMs > this.#clock.nowMs()) return true;
    this.#restedMs.delete(id);
    return false;
  }
}
