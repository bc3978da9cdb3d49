import { ExpressionError, type Span } from './fault';
import { LIMITS } from './limits';
import type { ReadSize } from './parser';
import { childrenOf, type Node } from './syntax';
import type { Token } from './tokens';

/** What people of other languages write, and what it is here. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
  ['=', '=='],
  ['<>', '!='],
]);

/** Words of Python that this language does not have. */
const NOT_HERE: ReadonlySet<string> = new Set([
  'for',
  'lambda',
  'while',
  'import',
  'await',
  'async',
  'yield',
  'def',
  'class',
  'return',
]);

/** Whether a word means something in Python and nothing here. */
export function isForeign(word: string): boolean {
  return NOT_HERE.has(word);
}

/** The tokens one after another, and the tree's bounds. */
export class TokenReader {
  readonly source: string;
  readonly #tokens: readonly Token[];
  readonly #size: ReadSize;
  readonly #heights = new WeakMap<Node, number>();
  #at = 0;

  constructor(source: string, tokens: readonly Token[], size: ReadSize) {
    this.source = source;
    this.#tokens = tokens;
    this.#size = size;
  }

  peek(): Token {
    const token = this.#tokens[this.#at] ?? this.#tokens.at(-1);
    if (token === undefined) throw new Error('there is always a token for the end');
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  takeOperator(text: string): boolean {
    return this.#take('operator', text);
  }

  takeName(text: string): boolean {
    return this.#take('name', text);
  }

  /** @returns where it stood. @throws {ExpressionError} when it does not come */
  expectOperator(text: string, where: string): Span {
    const token = this.peek();
    if (this.takeOperator(text)) return token;
    throw this.unexpected(`${text} ${where}`);
  }

  /** One level deeper. @throws {ExpressionError} when that is too deep */
  nested<Result>(read: () => Result): Result {
    this.#size.depth += 1;
    if (this.#size.depth > LIMITS.depth) {
      throw this.problem(`this is nested deeper than ${LIMITS.depth} levels.`);
    }
    const result = read();
    this.#size.depth -= 1;
    return result;
  }

  /** Counts a node into the tree. @throws {ExpressionError} when it grows too large or too high */
  node<Kind extends Node>(node: Kind): Kind {
    this.#size.nodes += 1;
    if (this.#size.nodes > LIMITS.nodes) {
      throw this.problem(
        `an expression has at most ${LIMITS.nodes} parts; put some into a variable.`,
      );
    }
    const height = 1 + Math.max(0, ...childrenOf(node).map((each) => this.#heights.get(each) ?? 1));
    this.#heights.set(node, height);
    if (height <= LIMITS.depth) return node;
    throw new ExpressionError(
      this.source,
      node,
      `more than ${LIMITS.depth} operations hang on one another; put some into a variable.`,
    );
  }

  problem(problem: string, span: Span = this.peek()): ExpressionError {
    const { start, end } = span;
    return new ExpressionError(this.source, { start, end }, problem);
  }

  /** @param expected such as `a value` */
  unexpected(expected: string): ExpressionError {
    const token = this.peek();
    const found = this.source.slice(token.start, token.end);
    const meant = MEANT.get(found);
    if (meant !== undefined) return this.problem(`${found} is written ${meant} here.`);
    if (isForeign(found)) {
      return this.problem(`${found} is no part of this language; expected ${expected}.`);
    }
    const shown = token.kind === 'end' ? 'the end' : found.slice(0, 40);
    return this.problem(`expected ${expected}, found ${shown}.`);
  }

  #take(kind: 'operator' | 'name', text: string): boolean {
    const token = this.peek();
    if (token.kind !== kind || token.text !== text) return false;
    this.#at += 1;
    return true;
  }
}
