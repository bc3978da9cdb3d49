import type { Parser } from './parser';
import type { NamedArgument, Node } from './syntax';

interface GivenArguments {
  readonly positional: readonly Node[];
  readonly named: readonly NamedArgument[];
  readonly end: number;
}

/** What is between the parentheses of a call, the first of which was read. */
export function parseArguments(parser: Parser): GivenArguments {
  const { reader } = parser;
  return reader.nested(() => {
    const given = { positional: [] as Node[], named: [] as NamedArgument[] };
    for (;;) {
      const { end } = reader.peek();
      if (reader.takeOperator(')')) return { ...given, end };
      readOne(parser, given);
      if (reader.takeOperator(',')) continue;
      const close = reader.expectOperator(')', 'or a comma behind the argument');
      return { ...given, end: close.end };
    }
  });
}

function readOne(
  parser: Parser,
  given: { readonly positional: Node[]; readonly named: NamedArgument[] },
): void {
  const argument = parseArgument(parser);
  if ('name' in argument) given.named.push(argument);
  else if (given.named.length === 0) given.positional.push(argument);
  else {
    const problem = 'arguments without a name stand before those with one.';
    throw parser.reader.problem(problem, argument);
  }
}

function parseArgument(parser: Parser): Node | NamedArgument {
  const { reader } = parser;
  const token = reader.peek();
  const rest = reader.source.slice(token.end, token.end + 200);
  if (token.kind === 'name' && /^\s*=(?!=)/.test(rest)) {
    reader.next();
    reader.next();
    return { name: token.text, value: parser.expression(), span: token };
  }
  return parser.expression();
}
