import type { News } from './message';
import { newsKey } from './news';

/** What goes first when a packet is too small for all: what this member says of itself, then accusations. */
export const RANKS = { own: 0, accusation: 1, other: 2 } as const;
type Rank = (typeof RANKS)[keyof typeof RANKS];

interface Item {
  readonly key: string;
  readonly news: News;
  readonly sizeBytes: number;
  readonly rank: Rank;
  transmits: number;
}

/** No piece of news is smaller. */
const NEWS_BYTES_MIN = 64;
/** So many that do not fit are looked at before a packet goes without them. */
const MISFITS_MAX = 6;
const ITEMS_MAX = 16_384;
/** More than some packets hold. */
const STORM_SIZE = 64;

/**
 * News on its way: what was sent least often goes first, and what was sent often enough is forgotten
 * (SWIM §4.1). Kept by rank and count, so that a packet costs as much as it holds.
 */
export class Dissemination {
  readonly #items = new Map<string, Item>();
  readonly #ranks: Set<Item>[][] = [[], [], []];
  readonly #large = new Map<string, Item>();
  readonly #packetBytesMax: number;
  readonly #sizeOf: (news: News) => number;

  /** @param packetBytesMax what is larger travels by streams */
  constructor(packetBytesMax: number, sizeOf: (news: News) => number) {
    this.#packetBytesMax = packetBytesMax;
    this.#sizeOf = sizeOf;
  }

  /** Not sent often enough yet. */
  has(key: string): boolean {
    return this.#items.has(key);
  }

  get isEmpty(): boolean {
    return this.#items.size === 0;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Those that no packet has room for. */
  get largeCount(): number {
    return this.#large.size;
  }

  add(news: News, rank: Rank): void {
    const key = newsKey(news);
    this.drop(key);
    if (this.#items.size >= ITEMS_MAX) this.#dropOften();
    const item = { key, news, sizeBytes: this.#sizeOf(news), rank, transmits: 0 };
    this.#items.set(key, item);
    this.#place(item);
  }

  /** It is no longer true, or no longer of use. */
  drop(key: string): void {
    const item = this.#items.get(key);
    if (item === undefined) return;
    this.#items.delete(key);
    this.#displace(item);
  }

  /**
   * Somebody else tells it too: where much is on its way, that counts as sent, so that a storm of news,
   * as after the start of a whole zone, costs half.
   */
  heard(key: string, transmitsMax: number): void {
    if (this.#items.size < STORM_SIZE) return;
    const item = this.#items.get(key);
    if (item !== undefined) this.#sent(item, transmitsMax);
  }

  /** @returns what fits into `bytesMax`, counted as sent */
  take(bytesMax: number, transmitsMax: number): News[] {
    const taken = this.#fitting(bytesMax);
    for (const item of taken) this.#sent(item, transmitsMax);
    return taken.map(({ news }) => news);
  }

  /** @returns what no packet has room for, counted as sent */
  takeLarge(bytesMax: number, transmitsMax: number): News[] {
    let bytesLeft = bytesMax;
    const taken = [...this.#large.values()].filter(({ sizeBytes }) => {
      bytesLeft -= sizeBytes;
      return bytesLeft >= 0;
    });
    for (const item of taken) this.#sent(item, transmitsMax);
    return taken.map(({ news }) => news);
  }

  #fitting(bytesMax: number): Item[] {
    const bag = new Bag(bytesMax);
    for (const counts of this.#ranks) {
      for (const items of counts) if (!bag.fill(items)) return bag.items;
    }
    return bag.items;
  }

  #sent(item: Item, transmitsMax: number): void {
    this.#displace(item);
    item.transmits += 1;
    if (item.transmits >= transmitsMax) this.#items.delete(item.key);
    else this.#place(item);
  }

  #place(item: Item): void {
    if (item.sizeBytes > this.#packetBytesMax) {
      this.#large.set(item.key, item);
      return;
    }
    const counts = this.#ranks[item.rank] ?? [];
    for (let count = counts.length; count <= item.transmits; count++) counts.push(new Set());
    counts[item.transmits]?.add(item);
  }

  #displace(item: Item): void {
    this.#large.delete(item.key);
    this.#ranks[item.rank]?.[item.transmits]?.delete(item);
  }

  /** Makes room: what was sent most often of what matters least is likeliest to be known. */
  #dropOften(): void {
    for (const counts of this.#ranks.toReversed()) {
      for (const items of counts.toReversed()) {
        const [first] = items;
        if (first === undefined) continue;
        this.drop(first.key);
        return;
      }
    }
  }
}

/** What one packet takes along. */
class Bag {
  readonly items: Item[] = [];
  #bytesLeft: number;
  #misfits = 0;

  constructor(bytesMax: number) {
    this.#bytesLeft = bytesMax;
  }

  /** @returns whether more may be tried */
  fill(items: Iterable<Item>): boolean {
    for (const item of items) {
      if (this.#bytesLeft < NEWS_BYTES_MIN || this.#misfits > MISFITS_MAX) return false;
      if (item.sizeBytes > this.#bytesLeft) this.#misfits += 1;
      else {
        this.#bytesLeft -= item.sizeBytes;
        this.items.push(item);
      }
    }
    return true;
  }
}
