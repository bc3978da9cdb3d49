import { AppError } from '@/common/errors';

/** A stretch of an expression's text; `end` is the first character behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An operation that cannot be done with these values; the evaluation adds where it stands. */
export class Fault extends Error {}

/** What is wrong with an expression, where in its text. The message shows the place with a caret. */
export class ExpressionError extends AppError {
  /** The sentence alone, on one line. */
  readonly sentence: string;
  readonly span: Span;

  constructor(text: string, span: Span, problem: string, options?: ErrorOptions) {
    const sentence = `${placeOf(text, span.start)}: ${problem}`;
    super('INVALID', `${sentence}\n${excerpt(text, span)}`, options);
    this.sentence = sentence;
    this.span = span;
  }
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return before.length === 1 ? `column ${column}` : `line ${before.length}, column ${column}`;
}

const EXCERPT_LENGTH = 72;
const LEAD_LENGTH = 32;

/** The line of the problem, cut to what fits, and carets below. */
function excerpt(text: string, { start, end }: Span): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const nextBreak = text.indexOf('\n', start);
  const lineEnd = nextBreak === -1 ? text.length : nextBreak;
  const isLong = lineEnd - lineStart > EXCERPT_LENGTH;
  const from = isLong ? Math.max(lineStart, start - LEAD_LENGTH) : lineStart;
  const to = Math.min(lineEnd, from + EXCERPT_LENGTH);
  const lead = from > lineStart ? '…' : '';
  const width = Math.max(1, Math.min(end, to) - start);
  const line = text.slice(from, to).replaceAll('\t', ' ');
  const indent = ' '.repeat(lead.length + start - from);
  return `  ${lead}${line}${to < lineEnd ? '…' : ''}\n  ${indent}${'^'.repeat(width)}`;
}
