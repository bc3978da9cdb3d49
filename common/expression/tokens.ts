import type { Span } from './fault';
import type { Value } from './values';

export type Token = NumberToken | TextToken | NameToken | OperatorToken | ReferenceToken | EndToken;

interface NumberToken extends Span {
  readonly kind: 'number';
  readonly value: Value;
}

/** A text in quotes, with its escapes undone. */
export interface TextToken extends Span {
  readonly kind: 'text';
  readonly text: string;
  /** References inside of it, where they are in `text` and in the source. */
  readonly references: readonly InnerReference[];
}

interface InnerReference {
  readonly textStart: number;
  readonly textEnd: number;
  readonly span: Span;
}

interface NameToken extends Span {
  readonly kind: 'name';
  readonly text: string;
}

interface OperatorToken extends Span {
  readonly kind: 'operator';
  readonly text: string;
}

/** `{{…}}`; what is inside is read later. */
interface ReferenceToken extends Span {
  readonly kind: 'reference';
}

interface EndToken extends Span {
  readonly kind: 'end';
}
