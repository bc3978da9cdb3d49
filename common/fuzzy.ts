/** Something that is looked for by its name, and by words beside it. */
export interface Findable {
  readonly label: string;
  /** What else it is looked for by. */
  readonly keywords?: string;
}

/** The words of a query, in small letters; at most eight, as nobody types more to find something. */
export function queryWords(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, WORDS_MAX);
}

const WORDS_MAX = 8;

/**
 * How far a text is from what was typed: 0 for the very text, more for what merely has the letters.
 * Each word counts for itself, so their order does not matter.
 * @param words in small letters, see `queryWords`
 * @returns `undefined` when one of the words is not there, not even with gaps
 */
export function fuzzyDistance(words: readonly string[], text: string): number | undefined {
  const lower = text.toLowerCase();
  let distance = lower.length / LENGTH_WEIGHT;
  for (const word of words) {
    const found = wordDistance(word, lower);
    if (found === undefined) return undefined;
    distance += found;
  }
  return distance;
}

/** Of two that match as well, the shorter is meant. */
const LENGTH_WEIGHT = 10_000;

const WHOLE = 0;
const BEGINS = 1;
const BEGINS_A_WORD = 2;
const INSIDE = 3;
const WITH_GAPS = 6;
/** Behind everything that has the word in its label. */
const IN_KEYWORDS = 12;

function wordDistance(word: string, text: string): number | undefined {
  if (word === text) return WHOLE;
  if (text.startsWith(word)) return BEGINS;
  const at = text.indexOf(word);
  if (at === -1) return gapDistance(word, text);
  return isWordStart(text, at) || wordStartsWith(text, word, at) ? BEGINS_A_WORD : INSIDE;
}

/** A later place may begin a word where the first one does not: `art` in `start-art`. */
function wordStartsWith(text: string, word: string, from: number): boolean {
  for (let at = text.indexOf(word, from + 1); at !== -1; at = text.indexOf(word, at + 1)) {
    if (isWordStart(text, at)) return true;
  }
  return false;
}

/** Letters in their order with others between; the first one begins a word, lest anything match. */
function gapDistance(word: string, text: string): number | undefined {
  let best: number | undefined;
  for (let start = 0; start < text.length; start++) {
    if (text[start] !== word[0] || !isWordStart(text, start)) continue;
    const end = gapEnd(word, text, start);
    if (end === undefined) break;
    const gaps = end - start - word.length;
    best = Math.min(
      best ?? Number.POSITIVE_INFINITY,
      WITH_GAPS + Math.min(gaps, GAPS_MAX) / GAPS_MAX,
    );
  }
  return best;
}

const GAPS_MAX = 64;

/** Where the last letter of the word is found, from a first one on. */
function gapEnd(word: string, text: string, start: number): number | undefined {
  let at = start;
  for (const letter of word) {
    const next = text.indexOf(letter, at);
    if (next === -1) return undefined;
    at = next + letter.length;
  }
  return at;
}

const SEPARATOR = /[\s._:/,@-]/;

function isWordStart(text: string, at: number): boolean {
  return at === 0 || SEPARATOR.test(text[at - 1] ?? '');
}

/** Those that answer a query, the nearest first; all in their order for an empty one. */
export function findAll<T extends Findable>(items: readonly T[], query: string): readonly T[] {
  const words = queryWords(query);
  if (words.length === 0) return items;
  return items
    .flatMap((item) => {
      const distance = distanceOf(item, words);
      return distance === undefined ? [] : [{ item, distance }];
    })
    .sort((left, right) => left.distance - right.distance)
    .map(({ item }) => item);
}

/** A word that the label lacks may stand among the keywords, as it is written there. */
function distanceOf({ label, keywords = '' }: Findable, words: readonly string[]) {
  const others = keywords.toLowerCase();
  let distance = 0;
  for (const word of words) {
    const found = fuzzyDistance([word], label) ?? (others.includes(word) ? IN_KEYWORDS : undefined);
    if (found === undefined) return undefined;
    distance += found;
  }
  return distance;
}
