import { type Findable, fuzzyDistance, queryWords } from '@/common/fuzzy';
import { PALETTE_GROUPS, type PaletteGroup } from './palette-item';

interface Grouped extends Findable {
  readonly group: PaletteGroup;
}

/**
 * Items group by group, the group with the nearest one first: who types `sign out` means that, and
 * not a check with these letters in its name.
 */
export function arrange<T extends Grouped>(items: readonly T[], query: string): readonly T[] {
  const words = queryWords(query);
  const groups = PALETTE_GROUPS.map((group) => {
    const members = items.filter((item) => item.group === group);
    return { members, distance: nearestOf(members, words) };
  });
  // Where nothing was typed all are as near, and stay in their order.
  return groups
    .sort((left, right) => left.distance - right.distance)
    .flatMap(({ members }) => members);
}

/** Whole steps: that a name is a letter shorter is no reason to turn groups around. */
function nearestOf(items: readonly Grouped[], words: readonly string[]): number {
  if (words.length === 0) return 0;
  const distances = items.map(({ label }) => fuzzyDistance(words, label) ?? FAR);
  return Math.floor(Math.min(FAR, ...distances));
}

/** Found by its keywords alone, or handed in as it is. */
const FAR = 1_000;
