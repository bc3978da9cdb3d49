/**
 * Which of two Debian versions is the later, see deb-version(7): a whole number before the colon
 * first, then the upstream version, then the revision behind the last hyphen.
 *
 * @returns below zero, zero or above zero, as a sort wants it.
 */
export function compareDebVersions(a: string, b: string): number {
  if (a === b) return 0;
  const left = partsOf(a);
  const right = partsOf(b);
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

function partsOf(version: string) {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  return {
    epoch: colon === -1 ? 0 : Number.parseInt(version.slice(0, colon), 10) || 0,
    upstream: hyphen === -1 ? rest : rest.slice(0, hyphen),
    revision: hyphen === -1 ? '' : rest.slice(hyphen + 1),
  };
}

/** Text without digits, then a number, then text, and so on until one differs or both are at their end. */
function compareParts(a: string, b: string): number {
  const left = { text: a, at: 0 };
  const right = { text: b, at: 0 };
  while (left.at < a.length || right.at < b.length) {
    const difference =
      compareLetters(takeLetters(left), takeLetters(right)) ||
      compareDigits(takeDigits(left), takeDigits(right));
    if (difference !== 0) return difference;
  }
  return 0;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function takeLetters(cursor: Cursor): string {
  const start = cursor.at;
  while (cursor.at < cursor.text.length && !isDigit(cursor.text, cursor.at)) cursor.at += 1;
  return cursor.text.slice(start, cursor.at);
}

/** Without leading zeros, so that the longer is the larger. */
function takeDigits(cursor: Cursor): string {
  const start = cursor.at;
  while (cursor.at < cursor.text.length && isDigit(cursor.text, cursor.at)) cursor.at += 1;
  return cursor.text.slice(start, cursor.at).replace(/^0+/, '');
}

function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

function compareLetters(a: string, b: string): number {
  for (let at = 0; at < a.length || at < b.length; at += 1) {
    const difference = weightAt(a, at) - weightAt(b, at);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A tilde before the end, the end before letters, letters before everything else. */
function weightAt(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  if (text[at] === '~') return -1;
  return /[A-Za-z]/.test(text[at] ?? '') ? code : code + 256;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
