export type What = 'up' | 'joined' | 'suspected' | 'died' | 'left' | 'event';

interface Sighting {
  readonly atMs: number;
  readonly observer: string;
  readonly what: What;
  readonly whom: string;
}

const POLL_MS = 5;

/** What agents said, stamped when it was read. */
export class Sightings {
  readonly #all: Sighting[] = [];

  add(observer: string, what: What, whom: string): void {
    this.#all.push({ atMs: performance.now(), observer, what, whom });
  }

  /** When each of `observers` first said so since `sinceMs`; in order. */
  times(what: What, whom: string, observers: ReadonlySet<string>, sinceMs: number): number[] {
    const first = new Map<string, number>();
    for (const seen of this.#all) {
      if (seen.atMs < sinceMs || seen.what !== what || seen.whom !== whom) continue;
      if (observers.has(seen.observer) && !first.has(seen.observer)) {
        first.set(seen.observer, seen.atMs);
      }
    }
    return [...first.values()].sort((one, other) => one - other);
  }

  count(what: What, sinceMs: number, isCounted: (whom: string) => boolean): number {
    return this.#all.filter(
      (seen) => seen.atMs >= sinceMs && seen.what === what && isCounted(seen.whom),
    ).length;
  }

  /** When the last of `observers` had seen all others join. */
  fullViewMs(names: readonly string[]): number | undefined {
    const pairs = new Map<string, number>();
    for (const { atMs, observer, what, whom } of this.#all) {
      if (what === 'joined' && observer !== whom) pairs.set(`${observer} ${whom}`, atMs);
    }
    const isFull = pairs.size >= names.length * (names.length - 1);
    return isFull ? Math.max(...pairs.values()) : undefined;
  }

  clear(): void {
    this.#all.length = 0;
  }
}

/** @returns `undefined` when it took longer */
export async function awaited<T>(
  look: () => T | undefined,
  timeoutMs: number,
): Promise<T | undefined> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined || performance.now() > endMs) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
