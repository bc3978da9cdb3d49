/** Something that the palette can find. */
export interface Findable {
  readonly label: string;
  /** What else it is looked for by. */
  readonly keywords?: string;
}

/** Those that have every word of the query, in any case and order; a label that begins so first. */
export function findAll<T extends Findable>(items: readonly T[], query: string): readonly T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter(({ label, keywords = '' }) => {
    const text = `${label} ${keywords}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const [first] = words;
  if (first === undefined) return found;
  const begins = (item: T) => item.label.toLowerCase().startsWith(first);
  return [...found.filter(begins), ...found.filter((item) => !begins(item))];
}
