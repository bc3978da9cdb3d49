import { nearest } from '@/common/nearest';
import type { ExpressionFunction, Parameter } from './define-function';
import { Fault, type Span } from './fault';
import { numericOf, toDouble } from './numbers';
import type { CallNode, NamedArgument, Node } from './syntax';
import { Dict, isTrue, itemsOf, kindOf, type List, type Value } from './values';

/** What of a call goes where. */
export interface Binding {
  readonly parameter: Parameter;
  /** Several for the one that takes the rest; none for one that has its default. */
  readonly nodes: readonly Node[];
}

/** A call that does not fit its function, and where. */
export class BindingError extends Error {
  readonly span: Span;

  constructor(span: Span, problem: string) {
    super(problem);
    this.span = span;
  }
}

/** @throws {BindingError} when an argument is missing, unknown, given twice, or one too many */
export function bindArguments({
  function: called,
  positional,
  named,
  ...span
}: CallNode): Binding[] {
  const { parameters } = called;
  const byName = namedArguments(called, named);
  const surplus = positional[parameters.length];
  if (surplus !== undefined && !parameters.at(-1)?.rest) {
    throw new BindingError(surplus, `expected ${signatureOf(called)}, found one argument more.`);
  }
  return parameters.map((parameter, at) => {
    const placed = positional.slice(at, parameter.rest ? undefined : at + 1);
    const argument = byName.get(parameter.name);
    if (argument !== undefined && placed.length > 0) {
      throw new BindingError(argument.span, `${parameter.name} was given already, by its place.`);
    }
    const nodes = argument === undefined ? placed : [argument.value];
    if (nodes.length > 0 || parameter.rest || parameter.default !== undefined) {
      return { parameter, nodes };
    }
    throw new BindingError(span, `expected ${signatureOf(called)}; ${parameter.name} is missing.`);
  });
}

function namedArguments(
  called: ExpressionFunction,
  named: readonly NamedArgument[],
): Map<string, NamedArgument> {
  const names = called.parameters.map(({ name }) => name);
  const byName = new Map<string, NamedArgument>();
  for (const argument of named) {
    const { name, span } = argument;
    if (byName.has(name)) throw new BindingError(span, `${name} was given already.`);
    if (!names.includes(name)) {
      const near = nearest(name, names);
      const meant =
        near === undefined ? `expected ${signatureOf(called)}.` : `Did you mean ${near}?`;
      throw new BindingError(span, `${called.name} has no parameter ${name}. ${meant}`);
    }
    byName.set(name, argument);
  }
  return byName;
}

/** `grep_file(string, path, regexp=False)` */
export function signatureOf({ name, parameters }: ExpressionFunction): string {
  const words = parameters.map((parameter) => {
    if (parameter.rest) return `*${parameter.name}`;
    return parameter.default === undefined
      ? parameter.name
      : `${parameter.name}=${defaultText(parameter.default)}`;
  });
  return `${name}(${words.join(', ')})`;
}

function defaultText(value: NonNullable<Parameter['default']> | null): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** An argument as its parameter wants it. @throws {Fault} when it is of another kind */
export function convertArgument(
  { name, kind, ...parameter }: Parameter,
  value: Value,
): Value | List {
  if (value === null && parameter.default === null) return null;
  const converted = convert(kind, value);
  if (converted !== undefined) return converted;
  throw new Fault(`${name} is ${WORDS[kind]}, found ${kindOf(value)}.`);
}

const WORDS: Readonly<Record<Parameter['kind'], string>> = {
  any: 'a value',
  text: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'True or False',
  list: 'a list',
  dict: 'a dict',
};

function convert(kind: Parameter['kind'], value: Value): Value | undefined {
  switch (kind) {
    case 'any':
      return value;
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return isTrue(value);
    case 'list':
      return itemsOf(value);
    case 'dict':
      return value instanceof Dict ? value : undefined;
    default: {
      const number = numericOf(value);
      if (number === undefined) return undefined;
      const double = toDouble(number);
      return kind === 'number' || Number.isInteger(double) ? double : undefined;
    }
  }
}
