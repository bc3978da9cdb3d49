/** A zone and the one that it stands in. */
export interface ZonePlace {
  readonly name: string;
  /** Null for one at the top. */
  readonly parent: string | null;
}

/** How one zone stands to another, seen from the first: `above` is nearer to the top. */
export type ZoneRelation = 'same' | 'above' | 'below' | 'strange';

/**
 * Zones stacked into one another. A zone sees all of those below it, whole, and of those above it
 * the relays; beside it nothing.
 */
export class ZoneTree {
  readonly #parents: ReadonlyMap<string, string | null>;
  readonly #children = new Map<string, string[]>();

  /** What it is told may be wrong: a parent that is missing is none, and a ring ends where it began. */
  constructor(places: readonly ZonePlace[]) {
    this.#parents = new Map(places.map(({ name, parent }) => [name, parent]));
    for (const { name, parent } of [...places].sort(byName)) {
      if (parent === null || !this.#parents.has(parent)) continue;
      this.#children.set(parent, [...(this.#children.get(parent) ?? []), name]);
    }
  }

  has(zone: string): boolean {
    return this.#parents.has(zone);
  }

  /** The zone that it stands in, null for one at the top. */
  parentOf(zone: string): string | null {
    const parent = this.#parents.get(zone) ?? null;
    return parent !== null && this.#parents.has(parent) ? parent : null;
  }

  /** Those that stand in it, by name. */
  childrenOf(zone: string): readonly string[] {
    return this.#children.get(zone) ?? [];
  }

  /** From the one that it stands in up to the top. */
  above(zone: string): readonly string[] {
    const found = new Set([zone]);
    for (let next = this.parentOf(zone); next !== null && !found.has(next); ) {
      found.add(next);
      next = this.parentOf(next);
    }
    return [...found].slice(1);
  }

  /** Everything that stands in it, however deep, those nearest first. */
  below(zone: string): readonly string[] {
    const found = new Set([zone]);
    for (const each of found) for (const child of this.childrenOf(each)) found.add(child);
    return [...found].slice(1);
  }

  /** How `zone` stands to `viewer`. */
  relation(viewer: string, zone: string): ZoneRelation {
    if (viewer === zone) return 'same';
    if (this.above(viewer).includes(zone)) return 'above';
    return this.above(zone).includes(viewer) ? 'below' : 'strange';
  }

  /** Whether whoever is in `viewer` may know of that member. */
  sees(viewer: string, member: { readonly zone: string; readonly isRelay: boolean }): boolean {
    const relation = this.relation(viewer, member.zone);
    return relation === 'above' ? member.isRelay : relation !== 'strange';
  }

  /** As far as whoever is in `viewer` may know of it. */
  seenFrom(viewer: string): readonly ZonePlace[] {
    const seen = [...this.above(viewer), viewer, ...this.below(viewer)];
    return seen.map((name) => ({ name, parent: this.parentOf(name) }));
  }
}

function byName(one: ZonePlace, other: ZonePlace): number {
  if (one.name === other.name) return 0;
  return one.name < other.name ? -1 : 1;
}
