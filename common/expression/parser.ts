import type { ExpressionFunction } from './define-function';
import { ExpressionError, Fault, type Span } from './fault';
import { LIMITS } from './limits';
import type { BinaryOperator } from './operators';
import { parseOperand } from './parse-operand';
import type { CompareNode, CompareOperator, LogicNode, Node } from './syntax';
import { TokenReader } from './token-reader';
import { tokenize } from './tokenize';

/** What an expression may name. */
export interface Language {
  readonly functions: ReadonlyMap<string, ExpressionFunction>;
  /** The first words of paths. */
  readonly roots: ReadonlySet<string>;
}

/**
 * Reads a text as an expression.
 * @throws {ExpressionError} saying where it is wrong and what was expected
 */
export function parse(source: string, language: Language): Node {
  if (source.length > LIMITS.sourceLength) {
    const span = { start: LIMITS.sourceLength, end: LIMITS.sourceLength };
    const problem = `an expression has at most ${LIMITS.sourceLength} characters, this one ${source.length}.`;
    throw new ExpressionError(source.slice(0, LIMITS.sourceLength), span, problem);
  }
  return parseWithin(source, { start: 0, end: source.length }, language, { nodes: 0, depth: 0 });
}

/** How much was read so far; shared by an expression and the defaults inside of it. */
export interface ReadSize {
  nodes: number;
  depth: number;
}

function parseWithin(source: string, within: Span, language: Language, size: ReadSize): Node {
  const tokens = tokensOf(source, within, language);
  const reader = new TokenReader(source, tokens, size);
  const parser: Parser = {
    reader,
    language,
    expression: () => parseConditional(parser),
    within: (inner) => parseWithin(source, inner, language, size),
  };
  if (reader.peek().kind === 'end') throw reader.problem('expected an expression, found nothing.');
  const node = parser.expression();
  if (reader.peek().kind === 'end') return node;
  throw reader.unexpected('an operator or the end');
}

function tokensOf(source: string, within: Span, { roots }: Language) {
  try {
    return tokenize(source, within, (word) => roots.has(word));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new ExpressionError(source, within, error.message);
  }
}

export interface Parser {
  readonly reader: TokenReader;
  readonly language: Language;
  /** A whole expression, from the loosest operator on. */
  expression(): Node;
  /** A stretch of the source by itself. */
  within(span: Span): Node;
}

function parseConditional(parser: Parser): Node {
  const { reader } = parser;
  return reader.nested(() => {
    const then = parseOr(parser);
    if (!reader.takeName('if')) return then;
    const condition = parseOr(parser);
    if (!reader.takeName('else')) throw reader.unexpected('else and what the value is otherwise');
    const otherwise = parser.expression();
    const span = { start: then.start, end: otherwise.end };
    return reader.node({ kind: 'conditional', condition, then, otherwise, ...span });
  });
}

function parseOr(parser: Parser): Node {
  return parseLogic(parser, 'or', () => parseLogic(parser, 'and', () => parseNot(parser)));
}

function parseLogic(parser: Parser, operator: LogicNode['operator'], operand: () => Node): Node {
  const { reader } = parser;
  const first = operand();
  const operands = [first];
  while (reader.takeName(operator)) operands.push(operand());
  const last = operands.at(-1) ?? first;
  if (operands.length === 1) return first;
  return reader.node({ kind: 'logic', operator, operands, start: first.start, end: last.end });
}

function parseNot(parser: Parser): Node {
  const { reader } = parser;
  const { start } = reader.peek();
  if (!reader.takeName('not')) return parseCompare(parser);
  return reader.nested(() => {
    const operand = parseNot(parser);
    return reader.node({ kind: 'not', operand, start, end: operand.end });
  });
}

function parseCompare(parser: Parser): Node {
  const { reader } = parser;
  const first = parseBinary(parser, 0);
  const rest: CompareNode['rest'][number][] = [];
  for (;;) {
    const operator = takeCompare(reader);
    if (operator === undefined) break;
    rest.push({ operator, operand: parseBinary(parser, 0) });
  }
  const last = rest.at(-1);
  if (last === undefined) return first;
  const span = { start: first.start, end: last.operand.end };
  return reader.node({ kind: 'compare', first, rest, ...span });
}

const COMPARE: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function takeCompare(reader: TokenReader): CompareOperator | undefined {
  const token = reader.peek();
  if (token.kind === 'operator' && COMPARE.has(token.text)) {
    reader.next();
    return token.text as CompareOperator;
  }
  if (reader.takeName('in')) return 'in';
  if (reader.takeName('is')) return reader.takeName('not') ? 'is not' : 'is';
  if (token.kind !== 'name' || token.text !== 'not') return undefined;
  reader.next();
  if (reader.takeName('in')) return 'not in';
  throw reader.unexpected('in behind not');
}

/** From the loosest on; those of one line bind equally and go from left to right. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];

function parseBinary(parser: Parser, level: number): Node {
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(parser);
  const { reader } = parser;
  let left = parseBinary(parser, level + 1);
  for (;;) {
    const operator = operators.find((each) => reader.takeOperator(each));
    if (operator === undefined) return left;
    const right = parseBinary(parser, level + 1);
    left = reader.node({
      kind: 'binary',
      operator,
      left,
      right,
      start: left.start,
      end: right.end,
    });
  }
}

function parseUnary(parser: Parser): Node {
  const { reader } = parser;
  const { start } = reader.peek();
  const operator = (['-', '+', '~'] as const).find((each) => reader.takeOperator(each));
  if (operator === undefined) return parsePower(parser);
  return reader.nested(() => {
    const operand = parseUnary(parser);
    return reader.node({ kind: 'unary', operator, operand, start, end: operand.end });
  });
}

/** Binds tighter than a sign before it and looser than one behind it: `-2 ** -2`. */
function parsePower(parser: Parser): Node {
  const { reader } = parser;
  const left = parseOperand(parser);
  if (!reader.takeOperator('**')) return left;
  return reader.nested(() => {
    const right = parseUnary(parser);
    const span = { start: left.start, end: right.end };
    return reader.node({ kind: 'binary', operator: '**', left, right, ...span });
  });
}
