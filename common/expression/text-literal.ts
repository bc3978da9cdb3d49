import { ExpressionError, type Span } from './fault';
import { referenceEnd } from './reference-end';
import type { TextToken } from './tokens';

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** How many hexadecimal digits follow. */
const HEX_LENGTH: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/**
 * Reads a text in quotes, of one or of three, at `start`.
 * @param prefix `r` before it: a backslash is a backslash
 * @param isRoot whether a word is the root of a path: `{{word.…}}` in the text is a reference then
 * @throws {ExpressionError}
 */
export function readText(
  source: string,
  { start, end: limit }: Span,
  prefix: string,
  isRoot: (word: string) => boolean,
): TextToken {
  const open = start + prefix.length;
  const first = source.charAt(open);
  const quote = source.startsWith(first.repeat(3), open) ? first.repeat(3) : first;
  const isRaw = prefix.toLowerCase().includes('r');
  const references: TextToken['references'][number][] = [];
  let text = '';
  let at = open + quote.length;
  while (at < limit) {
    if (source.startsWith(quote, at)) {
      return { kind: 'text', text, references, start, end: at + quote.length };
    }
    const inner = innerReference(source, at, limit, isRoot);
    if (inner !== undefined) {
      const raw = source.slice(at, inner);
      references.push({
        textStart: text.length,
        textEnd: text.length + raw.length,
        span: { start: at, end: inner },
      });
      text += raw;
      at = inner;
      continue;
    }
    const [piece, next] = readPiece(source, at, isRaw);
    text += piece;
    at = next;
  }
  throw new ExpressionError(
    source,
    { start, end: Math.min(open + quote.length, limit) },
    `this text has no end; expected ${quote} behind it.`,
  );
}

function innerReference(
  source: string,
  at: number,
  limit: number,
  isRoot: (word: string) => boolean,
): number | undefined {
  if (!source.startsWith('{{', at)) return undefined;
  const [, word = ''] = /^\{\{\s*(\w{1,64})\./.exec(source.slice(at, at + 80)) ?? [];
  return isRoot(word) ? referenceEnd(source, at, limit) : undefined;
}

/** One character, or one escape. */
function readPiece(source: string, at: number, isRaw: boolean): readonly [string, number] {
  const character = source.charAt(at);
  if (character !== '\\') return [character, at + 1];
  const next = source.charAt(at + 1);
  if (isRaw) return [character + next, at + 2];
  const plain = PLAIN.get(next);
  if (plain !== undefined) return [plain, at + 2];
  const hexLength = HEX_LENGTH.get(next);
  if (hexLength !== undefined) return readHex(source, at, hexLength);
  const [octal] = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4)) ?? [];
  if (octal === undefined) return [character, at + 1];
  return [String.fromCharCode(Number.parseInt(octal, 8)), at + 1 + octal.length];
}

function readHex(source: string, at: number, length: number): readonly [string, number] {
  const end = at + 2 + length;
  const digits = source.slice(at + 2, end);
  const code = Number.parseInt(digits, 16);
  if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff) {
    throw new ExpressionError(
      source,
      { start: at, end: Math.min(end, source.length) },
      `expected ${length} hexadecimal digits of a character behind ${source.slice(at, at + 2)}.`,
    );
  }
  return [String.fromCodePoint(code), end];
}
