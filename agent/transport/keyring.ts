import { type ZoneKey, zoneKeyOf } from './zone-key';

/**
 * How a key is used. `accept`: what others seal with it is taken; `use`: this agent seals with it
 * too; `retired`: never again, wherever else it may still be found.
 */
export const KEY_STATES = ['accept', 'use', 'retired'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export interface KeyEntry {
  readonly zone: string;
  readonly bytes: Uint8Array;
  readonly state: KeyState;
}

/**
 * The keys of this agent's zone, and of those that it speaks with besides. A key is changed while all
 * run: the new one is accepted everywhere, then used everywhere, then the old one is retired.
 */
export class Keyring {
  #accepted = new Map<number, ZoneKey>();
  #used = new Map<string, ZoneKey>();
  #onChange: (() => void)[] = [];

  constructor(entries: readonly KeyEntry[] = []) {
    this.replace(entries);
  }

  /** Puts these in the place of all: of several to be used in a zone the first is. */
  replace(entries: readonly KeyEntry[]): void {
    const isRetired = idsOf(entries.filter(({ state }) => state === 'retired'));
    const live = entries
      .filter(({ state }) => state !== 'retired')
      .map(({ zone, bytes, state }) => ({ key: zoneKeyOf(zone, bytes), state }))
      .filter(({ key }) => !isRetired.has(key.id));
    this.#accepted = new Map(live.map(({ key }) => [key.id, key]));
    const used = live.filter(({ state }) => state === 'use').reverse();
    this.#used = new Map(used.map(({ key }) => [key.zone, key]));
    for (const listener of this.#onChange) listener();
  }

  /** What to seal with in a zone; `undefined` where nothing may be said to it. */
  used(zone: string): ZoneKey | undefined {
    return this.#used.get(zone);
  }

  /** The key of that id, unless it is unknown or retired. */
  accepted(id: number): ZoneKey | undefined {
    return this.#accepted.get(id);
  }

  /** Zones with a key to seal with. */
  zones(): string[] {
    return [...this.#used.keys()];
  }

  /** What was made of the keys so far is to be forgotten. */
  onChange(listener: () => void): void {
    this.#onChange.push(listener);
  }
}

function idsOf(entries: readonly KeyEntry[]): Set<number> {
  return new Set(entries.map(({ zone, bytes }) => zoneKeyOf(zone, bytes).id));
}
