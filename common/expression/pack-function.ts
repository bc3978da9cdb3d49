import type { Json } from '../json';
import type {
  ArgumentsOf,
  ExpressionFunction,
  FunctionGroup,
  Parameter,
  ParameterKind,
} from './define-function';
import { Fault } from './fault';
import { fromJson, toJson } from './json';
import type { Meter } from './limits';
import { Missing, type Value } from './values';

/** What the function of a pack may use besides its arguments. */
export interface PackFunctionTools {
  /** Milliseconds since the epoch; the same during one evaluation. */
  readonly wallMs: number;
  /** From 0 to 1, as `Math.random` gives it. */
  random(): number;
}

export interface PackAskTools extends PackFunctionTools {
  /** Ends when its time is over. */
  readonly signal: AbortSignal;
}

/** Arguments as plain data, whatever the expression had. */
type PlainArguments<P extends readonly Parameter[]> = {
  readonly [Name in keyof ArgumentsOf<P>]: ArgumentsOf<P>[Name] extends string | number | boolean
    ? ArgumentsOf<P>[Name]
    : Json;
};

interface Header<P extends readonly Parameter[]> {
  /** As the file is called. */
  readonly name: string;
  /** `pack` unless given. */
  readonly group?: FunctionGroup;
  /** One sentence, for the command line and the page. */
  readonly summary: string;
  readonly parameters: P;
  /** What it gives, as a phrase. */
  readonly returns: string;
  /** The expression and what `repr` says of its value. */
  readonly examples?: readonly (readonly [expression: string, result: string])[];
}

/**
 * A function that a pack adds to expressions: plain data in, plain data out. `undefined` is missing.
 * What is thrown is told as the reason: by `run` as a fault of the expression, by `ask`, which may
 * take its time, as what is missing.
 */
export type PackFunction<P extends readonly Parameter[] = readonly Parameter[]> = Header<P> &
  (
    | { run(given: PlainArguments<P>, tools: PackFunctionTools): unknown }
    | {
        ask(given: PlainArguments<P>, tools: PackAskTools): unknown;
        /** 5,000 unless given. */
        readonly timeoutMs?: number;
      }
  );

/** Checks the function of a pack where it is written. */
export function definePackFunction<const P extends readonly Parameter[]>(
  definition: PackFunction<P>,
): PackFunction<P> {
  return definition;
}

/** The same as the language keeps its own. */
export function fromPack(definition: PackFunction): ExpressionFunction {
  const { name, group = 'pack', summary, parameters, returns, examples = [] } = definition;
  const header = { name, group, summary, parameters, returns, examples };
  const plain = (given: Readonly<Record<string, unknown>>, meter: Meter) =>
    Object.fromEntries(
      parameters.map((parameter) => [parameter.name, plainOf(parameter, given, meter)]),
    ) as never;
  if ('ask' in definition) {
    return {
      ...header,
      needs: 'host',
      ...(definition.timeoutMs === undefined ? {} : { timeoutMs: definition.timeoutMs }),
      async ask(given, _host, { meter, random, wallMs, signal }) {
        const tools = { wallMs, random: () => random.next(), signal };
        return resultOf(name, await definition.ask(plain(given, meter), tools));
      },
    };
  }
  return {
    ...header,
    needs: 'chance',
    run(given, { meter, random, wallMs }) {
      const tools = { wallMs, random: () => random.next() };
      try {
        return resultOf(name, definition.run(plain(given, meter), tools));
      } catch (error) {
        if (error instanceof Fault || error instanceof RangeError) throw error;
        throw new Fault(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

const AS_IT_IS: readonly ParameterKind[] = ['text', 'number', 'integer', 'boolean'];

function plainOf(
  { name, kind, rest }: Parameter,
  given: Readonly<Record<string, unknown>>,
  meter: Meter,
): unknown {
  const value = given[name];
  return AS_IT_IS.includes(kind) && rest !== true ? value : toJson(value as Value, meter);
}

const DEPTH_MAX = 32;
const ITEMS_MAX = 100_000;

function resultOf(name: string, result: unknown): Value {
  if (result === undefined) return new Missing(`${name} gave nothing`);
  let items = 0;
  const check = (part: unknown, depth: number): Json => {
    items += 1;
    if (depth > DEPTH_MAX || items > ITEMS_MAX) throw new Fault(`${name} gave too much.`);
    if (part === null || ['string', 'number', 'boolean'].includes(typeof part)) {
      return part as Json;
    }
    if (Array.isArray(part)) return part.map((item) => check(item, depth + 1));
    if (typeof part === 'object' && isPlain(part)) {
      const entries = Object.entries(part);
      return Object.fromEntries(entries.map(([key, item]) => [key, check(item, depth + 1)]));
    }
    throw new Fault(`${name} gave what no JSON can say: a ${typeof part}.`);
  };
  return fromJson(check(result, 0));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
