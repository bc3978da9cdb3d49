/** Pairs of UTF-16 units that are one character. */
const SURROGATE = /[\ud800-\udfff]/;

/** How many characters Python would count. */
export function lengthOf(text: string): number {
  return SURROGATE.test(text) ? [...text].length : text.length;
}

/** The characters from `start` up to `end`, counted as Python counts them. */
export function sliceText(text: string, start: number, end: number): string {
  if (!SURROGATE.test(text)) return text.slice(start, end);
  return [...text].slice(start, end).join('');
}

export function characters(text: string): string[] {
  return [...text];
}

/** Below zero, zero or above zero: by code points, which differs from UTF-16 beyond U+FFFF. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  if (!SURROGATE.test(left) && !SURROGATE.test(right)) return left < right ? -1 : 1;
  const [a, b] = [[...left], [...right]];
  const at = a.findIndex((character, index) => character !== b[index]);
  if (at === -1) return -1;
  return (a[at]?.codePointAt(0) ?? -1) - (b[at]?.codePointAt(0) ?? -1);
}
