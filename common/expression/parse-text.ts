import type { Span } from './fault';
import type { Parser } from './parser';
import { readReference } from './read-reference';
import type { Node, ReferenceNode } from './syntax';
import type { TextToken } from './tokens';

export function parseReference({ reader, language, within }: Parser, span: Span): ReferenceNode {
  const { start, end } = span;
  const { roots } = language;
  return readReference({ source: reader.source, roots, expression: within }, { start, end });
}

/** Texts that stand side by side are one. */
export function parseText(parser: Parser, first: TextToken): Node {
  const { reader } = parser;
  const parts: Node[] = [];
  let end = first.end;
  for (;;) {
    const token = reader.peek();
    if (token.kind !== 'text') break;
    reader.next();
    end = token.end;
    let at = 0;
    for (const { textStart, textEnd, span } of token.references) {
      parts.push(
        literal(token.text.slice(at, textStart), token),
        reader.node(parseReference(parser, span)),
      );
      at = textEnd;
    }
    parts.push(literal(token.text.slice(at), token));
  }
  const span = { start: first.start, end };
  if (parts.some(({ kind }) => kind === 'reference')) {
    const filled = parts.filter((part) => part.kind !== 'literal' || part.value !== '');
    return reader.node({ kind: 'text', parts: filled, ...span });
  }
  const value = parts.map((part) => (part.kind === 'literal' ? part.value : '')).join('');
  return reader.node({ kind: 'literal', value, ...span });
}

function literal(value: string, { start, end }: TextToken): Node {
  return { kind: 'literal', value, start, end };
}
