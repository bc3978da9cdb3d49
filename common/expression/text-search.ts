/**
 * Finding a text in a text, in time that grows with both lengths and not with their product. The
 * engine's own search takes 700 ms for 30,000 times `a` and a `b` in 65,000 times `a`; for the
 * lengths of every day it is the faster one.
 */
const NATIVE_WORK_MAX = 2_000_000;

export function includes(text: string, wanted: string): boolean {
  return indexOf(text, wanted) !== -1;
}

/** -1 when it is not there. */
export function indexOf(text: string, wanted: string): number {
  if (isQuick(text, wanted)) return text.indexOf(wanted);
  return places(text, wanted).next().value ?? -1;
}

/** -1 when it is not there. */
export function lastIndexOf(text: string, wanted: string): number {
  if (isQuick(text, wanted)) return text.lastIndexOf(wanted);
  let last = -1;
  for (const place of places(text, wanted)) last = place;
  return last;
}

/** The pieces between a separator, which is not empty. */
export function splitAt(text: string, separator: string): string[] {
  if (isQuick(text, separator)) return text.split(separator);
  const pieces: string[] = [];
  let start = 0;
  for (const place of places(text, separator)) {
    if (place < start) continue;
    pieces.push(text.slice(start, place));
    start = place + separator.length;
  }
  return [...pieces, text.slice(start)];
}

function isQuick(text: string, wanted: string): boolean {
  return text.length * wanted.length <= NATIVE_WORK_MAX;
}

/** Every place where it begins, as Knuth, Morris and Pratt find them. */
function* places(text: string, wanted: string): Generator<number, undefined> {
  const borders = bordersOf(wanted);
  let matched = 0;
  for (let at = 0; at < text.length; at++) {
    while (matched > 0 && text[at] !== wanted[matched]) matched = borders[matched - 1] ?? 0;
    if (text[at] === wanted[matched]) matched += 1;
    if (matched < wanted.length) continue;
    yield at - wanted.length + 1;
    matched = borders[matched - 1] ?? 0;
  }
  return undefined;
}

/** For each start of it: how much of its end is a start of it as well. */
function bordersOf(wanted: string): number[] {
  const borders = [0];
  let length = 0;
  for (let at = 1; at < wanted.length; at++) {
    while (length > 0 && wanted[at] !== wanted[length]) length = borders[length - 1] ?? 0;
    if (wanted[at] === wanted[length]) length += 1;
    borders.push(length);
  }
  return borders;
}
