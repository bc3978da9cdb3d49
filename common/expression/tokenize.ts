import { ExpressionError, type Span } from './fault';
import { float, int } from './numbers';
import { referenceEnd } from './reference-end';
import { readText } from './text-literal';
import type { Token } from './tokens';

/** The longest first. */
const OPERATOR = /\*\*|\/\/|==|!=|<=|>=|&&|\|\||<<|>>|<>|[-+*/%&|^~<>()[\]{},:.=!?;@$`\\#]/y;
const SPACE = /[\s\u00a0]+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER =
  /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y;
const TEXT_PREFIX = /^(?:[rRuU])?["']/;

/**
 * The tokens of a stretch of text, with one for its end.
 * @throws {ExpressionError} for what is part of no expression
 */
export function tokenize(source: string, within: Span, isRoot: (word: string) => boolean): Token[] {
  const tokens: Token[] = [];
  let at = within.start;
  while (at < within.end) {
    const space = match(SPACE, source, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = readToken(source, { start: at, end: within.end }, isRoot);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', start: within.end, end: within.end });
  return tokens;
}

function readToken(source: string, rest: Span, isRoot: (word: string) => boolean): Token {
  const { start } = rest;
  // No path begins with a brace: the first of three opens a dict whose key is a reference.
  const isReference = source.startsWith('{{', start) && source.charAt(start + 2) !== '{';
  if (isReference) return readReference(source, rest);
  const prefix = TEXT_PREFIX.exec(source.slice(start, start + 2))?.[0];
  if (prefix !== undefined) return readText(source, rest, prefix.slice(0, -1), isRoot);
  const number = match(NUMBER, source, start);
  if (number !== undefined) return readNumber(source, start, number);
  const name = match(NAME, source, start);
  if (name !== undefined) return { kind: 'name', text: name, start, end: start + name.length };
  const operator = match(OPERATOR, source, start);
  if (operator !== undefined) {
    return { kind: 'operator', text: operator, start, end: start + operator.length };
  }
  const character = String.fromCodePoint(source.codePointAt(start) ?? 0);
  throw new ExpressionError(
    source,
    { start, end: start + character.length },
    `${JSON.stringify(character)} is no part of an expression; a text goes in quotes.`,
  );
}

function readReference(source: string, { start, end: limit }: Span): Token {
  const end = referenceEnd(source, start, limit);
  if (end !== undefined) return { kind: 'reference', start, end };
  const span = { start, end: start + 2 };
  throw new ExpressionError(source, span, 'this {{ has no end; expected }} behind the path.');
}

function readNumber(source: string, start: number, text: string): Token {
  const end = start + text.length;
  const next = source.charAt(end);
  const plain = text.replaceAll('_', '');
  const isSpaced = !/__|_$|_\.|\._|_[eE]|[eE][+-]?_/.test(text);
  const isPadded = /^0\d/.test(plain) && /^\d+$/.test(plain) && !/^0+$/.test(plain);
  if (!isSpaced || isPadded || /\w/.test(next) || /^0[xob]$/i.test(plain)) {
    throw new ExpressionError(
      source,
      { start, end: end + (/\w/.test(next) ? 1 : 0) },
      'this is no number; expected one such as 42, 1_000, 0.5, 1e3 or 0xff.',
    );
  }
  return { kind: 'number', value: numberOf(source, plain, { start, end }), start, end };
}

/** Longer ones are no measure of anything, and slow to read. */
const DIGITS_MAX = 1_000;

function numberOf(source: string, plain: string, span: Span) {
  if (plain.length > DIGITS_MAX) {
    throw new ExpressionError(source, span, `a number has at most ${DIGITS_MAX} digits.`);
  }
  const isWhole = /^0[xob]/i.test(plain) || /^\d+$/.test(plain);
  return isWhole ? int(BigInt(plain.replace(/^0+(?=\d)/, ''))) : float(Number(plain));
}

function match(form: RegExp, source: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(source)?.[0];
}
