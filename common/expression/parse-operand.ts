import { nearest } from '@/common/nearest';
import { isMethodName, METHOD_NAMES } from './methods/method-table';
import { parseArguments } from './parse-arguments';
import { parseReference, parseText } from './parse-text';
import type { Parser } from './parser';
import type { Node } from './syntax';
import { isForeign } from './token-reader';
import type { Value } from './values';

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** A value and what hangs behind it: `[…]`, `.method(…)`. */
export function parseOperand(parser: Parser): Node {
  const { reader } = parser;
  let node = parseAtom(parser);
  for (;;) {
    if (reader.takeOperator('[')) node = parseSubscript(parser, node);
    else if (reader.takeOperator('.')) node = parseMethod(parser, node);
    else return node;
  }
}

function parseAtom(parser: Parser): Node {
  const { reader } = parser;
  const token = reader.peek();
  switch (token.kind) {
    case 'number':
      reader.next();
      return reader.node({ ...token, kind: 'literal' });
    case 'text':
      return parseText(parser, token);
    case 'reference':
      reader.next();
      return reader.node(parseReference(parser, token));
    case 'name':
      return parseName(parser, token);
    case 'operator':
      return parseBracket(parser);
    case 'end':
      throw reader.unexpected('a value');
  }
}

function parseName(
  parser: Parser,
  { text, start, end }: { text: string; start: number; end: number },
): Node {
  const { reader, language } = parser;
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) {
    reader.next();
    return reader.node({ kind: 'literal', value: constant, start, end });
  }
  const known = language.functions.get(text);
  reader.next();
  const isCall = reader.takeOperator('(');
  if (known !== undefined && isCall) {
    const given = parseArguments(parser);
    return reader.node({ kind: 'call', function: known, ...given, start, end: given.end });
  }
  throw reader.problem(isCall ? unknownFunction(parser, text) : unknownName(parser, text), {
    start,
    end,
  });
}

function unknownFunction({ language }: Parser, name: string): string {
  const near = nearest(name, language.functions.keys());
  const hint =
    near === undefined ? '"opsbro evaluator list" shows them all.' : `Did you mean ${near}?`;
  return `there is no function ${name}. ${hint}`;
}

function unknownName({ language }: Parser, name: string): string {
  if (language.functions.has(name)) return `${name} is a function; expected ( behind it.`;
  const constant = nearest(name, CONSTANTS.keys());
  if (constant !== undefined) return `there is nothing called ${name}. Did you mean ${constant}?`;
  const root = language.roots.has(name) ? name : nearest(name, language.roots);
  if (root !== undefined) return `values are written {{${root}.…}}.`;
  if (isForeign(name)) return `${name} is no part of this language; expected a value.`;
  return `there is nothing called ${name}. A text is written '${name}', a value {{collector.…}}.`;
}

function parseBracket(parser: Parser): Node {
  const { reader } = parser;
  const { start } = reader.peek();
  if (reader.takeOperator('(')) return reader.nested(() => parseParentheses(parser, start));
  if (reader.takeOperator('[')) {
    return reader.nested(() => {
      const items = parseItems(parser, ']');
      const { end } = reader.expectOperator(']', 'or a comma');
      return reader.node({ kind: 'list', items, start, end });
    });
  }
  if (reader.takeOperator('{')) return reader.nested(() => parseDict(parser, start));
  throw reader.unexpected('a value');
}

/** What is grouped, or a tuple. */
function parseParentheses(parser: Parser, start: number): Node {
  const { reader } = parser;
  const items = parseItems(parser, ')');
  const isTuple = items.length !== 1 || isTrailingComma(parser);
  const { end } = reader.expectOperator(')', 'or a comma');
  const [only] = items;
  // With its parentheses, so that whoever points at it points at all of it.
  if (!isTuple && only !== undefined) return reader.node({ ...only, start, end });
  return reader.node({ kind: 'tuple', items, start, end });
}

function isTrailingComma({ reader }: Parser): boolean {
  const { start } = reader.peek();
  return reader.source.slice(0, start).trimEnd().endsWith(',');
}

function parseItems(parser: Parser, close: string): Node[] {
  const { reader } = parser;
  const items: Node[] = [];
  const isClosed = () => {
    const token = reader.peek();
    return token.kind === 'operator' && token.text === close;
  };
  while (!isClosed()) {
    items.push(parser.expression());
    if (!reader.takeOperator(',')) break;
  }
  return items;
}

function parseDict(parser: Parser, start: number): Node {
  const { reader } = parser;
  const pairs: (readonly [Node, Node])[] = [];
  while (!reader.takeOperator('}')) {
    const key = parser.expression();
    reader.expectOperator(':', 'behind the key');
    pairs.push([key, parser.expression()]);
    if (reader.takeOperator(',')) continue;
    const { end } = reader.expectOperator('}', 'or a comma');
    return reader.node({ kind: 'dict', pairs, start, end });
  }
  return reader.node({ kind: 'dict', pairs, start, end: reader.peek().start });
}

function parseSubscript(parser: Parser, container: Node): Node {
  const { reader } = parser;
  return reader.nested(() => {
    const from = isOneOf(parser, ':') ? undefined : parser.expression();
    if (!reader.takeOperator(':')) {
      const { end } = reader.expectOperator(']', 'behind the index');
      if (from === undefined) throw reader.problem('expected an index.');
      return reader.node({
        kind: 'subscript',
        container,
        index: from,
        start: container.start,
        end,
      });
    }
    const to = isOneOf(parser, ':', ']') ? undefined : parser.expression();
    const hasStep = reader.takeOperator(':');
    const step = !hasStep || isOneOf(parser, ']') ? undefined : parser.expression();
    const { end } = reader.expectOperator(']', 'behind the slice');
    return reader.node({ kind: 'slice', container, from, to, step, start: container.start, end });
  });
}

function isOneOf({ reader }: Parser, ...texts: readonly string[]): boolean {
  const token = reader.peek();
  return token.kind === 'operator' && texts.includes(token.text);
}

function parseMethod(parser: Parser, receiver: Node): Node {
  const { reader } = parser;
  const token = reader.peek();
  if (token.kind !== 'name') throw reader.unexpected('the name of a method');
  reader.next();
  if (!isMethodName(token.text)) {
    const near = nearest(token.text, METHOD_NAMES);
    const hint =
      near === undefined ? "A key of a dict is written ['key']." : `Did you mean ${near}?`;
    throw reader.problem(`there is no method ${token.text}. ${hint}`, token);
  }
  reader.expectOperator('(', `behind the method ${token.text}`);
  const given = parseArguments(parser);
  const start = receiver.start;
  return reader.node({
    kind: 'method',
    receiver,
    method: token.text,
    ...given,
    start,
    end: given.end,
  });
}
