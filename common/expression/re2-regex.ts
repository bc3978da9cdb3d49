import { RE2JS } from 're2js';
import type { Pattern, Regex } from './regex';

/** Every run of a check asks for the same few patterns. */
const KEPT_MAX = 200;
/** Of counted repetitions: `(a{0,50}){0,50}` is 2,500 states, and takes as long to be compiled. */
const REPEATS_MAX = 1_000;

/** Regular expressions in the syntax of RE2: no look-around, no references back. */
export function createRegex(): Regex {
  const kept = new Map<string, Pattern>();
  return {
    compile(pattern, { ignoreCase }) {
      const key = `${ignoreCase} ${pattern}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const compiled = compile(pattern, ignoreCase);
      const [oldest] = kept.keys();
      if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest);
      kept.set(key, compiled);
      return compiled;
    },
  };
}

function compile(pattern: string, ignoreCase: boolean): Pattern {
  const repeats = repeatsOf(pattern);
  if (repeats > REPEATS_MAX) {
    throw new Error(`it repeats up to ${repeats} times; at most ${REPEATS_MAX} are allowed`);
  }
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return { size: compiled.programSize(), test: (text) => compiled.matcher(text).find() };
}

/** At worst: repetitions of groups multiply, those side by side add up. */
function repeatsOf(pattern: string): number {
  const counts = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, low, high]) =>
    Number(high || low),
  );
  const areNested = /\)\{/.test(pattern);
  return counts.reduce(
    (total, count) => (areNested ? total * count : total + count),
    areNested ? 1 : 0,
  );
}
