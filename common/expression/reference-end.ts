/**
 * Where a reference that begins at `start` with `{{` ends: behind its `}}`. A default may hold
 * texts, dicts and further references.
 * @returns `undefined` when it never ends
 */
export function referenceEnd(source: string, start: number, limit: number): number | undefined {
  // A bare default such as `don't know` has a quote that nobody closes.
  return scan(source, start + 2, limit, true) ?? scan(source, start + 2, limit, false);
}

function scan(source: string, start: number, limit: number, quotes: boolean): number | undefined {
  let depth = 0;
  let at = start;
  while (at < limit && depth >= 0) {
    const character = source.charAt(at);
    const isQuote = quotes && QUOTES.has(character);
    if (depth === 0 && source.startsWith('}}', at)) return at + 2 <= limit ? at + 2 : undefined;
    depth += DEPTH.get(character) ?? 0;
    at = isQuote ? quoteEnd(source, at, limit) : at + 1;
  }
  return undefined;
}

const QUOTES: ReadonlySet<string> = new Set(['"', "'"]);

const DEPTH: ReadonlyMap<string, number> = new Map([
  ['{', 1],
  ['}', -1],
]);

/** Behind the quote that closes the one at `start`; the limit when none does. */
function quoteEnd(source: string, start: number, limit: number): number {
  const quote = source.charAt(start);
  let at = start + 1;
  while (at < limit && source.charAt(at) !== quote) at += source.charAt(at) === '\\' ? 2 : 1;
  return Math.min(at + 1, limit);
}
