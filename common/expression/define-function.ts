import type { Random } from '@/common/random';
import type { HostFacts } from './host-facts';
import type { Meter } from './limits';
import type { Regex } from './regex';
import type { Dict, Value } from './values';

/** Kinds of a parameter, and what the function gets for each. */
interface Kinds {
  any: Value;
  text: string;
  /** As a double. */
  number: number;
  /** A whole number. */
  integer: number;
  boolean: boolean;
  /** A list, a tuple or a set. */
  list: readonly Value[];
  dict: Dict;
}

export type ParameterKind = keyof Kinds;

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly help: string;
  /** What it is when it is not given; it must be given without one. */
  readonly default?: string | number | boolean | null;
  /** Takes all further positional arguments, as a list. */
  readonly rest?: true;
}

type Given<P extends Parameter> = P extends { readonly rest: true }
  ? readonly Kinds[P['kind']][]
  : Kinds[P['kind']] | (P extends { readonly default: null } ? null : never);

export type ArgumentsOf<P extends readonly Parameter[]> = {
  readonly [Each in P[number] as Each['name']]: Given<Each>;
};

/** What a function may use besides its arguments. */
export interface FunctionTools {
  readonly meter: Meter;
  readonly random: Random;
  /** Milliseconds since the epoch; the same during one evaluation. */
  readonly wallMs: number;
  readonly regex: Regex | undefined;
}

/** Besides: when its time is over. */
export interface HostTools extends FunctionTools {
  readonly signal: AbortSignal;
}

interface FunctionHeader<P extends readonly Parameter[]> {
  readonly name: string;
  readonly group: FunctionGroup;
  /** One sentence, for the command line and the page. */
  readonly summary: string;
  readonly parameters: P;
  /** What it gives, as a phrase. */
  readonly returns: string;
  /** Each is run by a test: the expression and what `repr` says of its value. */
  readonly examples: readonly (readonly [expression: string, result: string])[];
  /** Gets missing arguments too; for the others the result is missing then. */
  readonly takesMissing?: true;
}

export const FUNCTION_GROUPS = [
  'basic',
  'string',
  'hash',
  'time',
  'random',
  'display',
  'logic',
  'filesystem',
  'system',
  'network',
  'package',
  'gossip',
  'hosting',
  /** Added by a pack that names no other. */
  'pack',
] as const;

export type FunctionGroup = (typeof FUNCTION_GROUPS)[number];

interface PureDefinition<P extends readonly Parameter[]> extends FunctionHeader<P> {
  readonly needs?: 'chance';
  run(given: ArgumentsOf<P>, tools: FunctionTools): Value;
}

interface HostDefinition<P extends readonly Parameter[]> extends FunctionHeader<P> {
  readonly needs: 'host';
  /** How long the machine may take to answer; 5,000 unless given. */
  readonly timeoutMs?: number | ((given: ArgumentsOf<P>) => number);
  ask(given: ArgumentsOf<P>, host: HostFacts, tools: HostTools): Promise<Value> | Value;
}

/** Arguments by name, once they were checked against the parameters. */
export type Arguments = Readonly<Record<string, Value | readonly Value[]>>;

/**
 * A function as the language keeps it. `chance`: its result differs from call to call. `host`: only
 * the machine knows; it is asked between two runs of the expression, so nothing waits for it.
 */
export interface ExpressionFunction extends FunctionHeader<readonly Parameter[]> {
  readonly needs?: 'chance' | 'host';
  readonly timeoutMs?: number | ((given: Arguments) => number);
  run?(given: Arguments, tools: FunctionTools): Value;
  ask?(given: Arguments, host: HostFacts, tools: HostTools): Promise<Value> | Value;
}

/** Checks a function where it is written: `run` and `ask` get exactly what is declared. */
export function defineFunction<const P extends readonly Parameter[]>(
  definition: PureDefinition<P> | HostDefinition<P>,
): ExpressionFunction {
  return definition as unknown as ExpressionFunction;
}
