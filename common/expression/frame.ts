import type { Clock } from '@/common/clock';
import type { Random } from '@/common/random';
import type { Arguments, ExpressionFunction, FunctionTools } from './define-function';
import type { HostFacts } from './host-facts';
import { Meter } from './limits';
import type { Regex } from './regex';
import type { Scope } from './scope';
import type { Node } from './syntax';
import { Missing, type Value } from './values';

/** What an expression is evaluated in. */
export interface Surroundings {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly random: Random;
  readonly regex?: Regex | undefined;
  /** Where there is none, what needs the machine is missing. */
  readonly host?: HostFacts | undefined;
}

/** What a compiled expression does. */
export type Run = (frame: Frame) => Value;

/** Makes the code of a node. */
export type Compile = (node: Node) => Run;

/** A question to the machine that the expression cannot go on without. */
export interface Question {
  readonly key: string;
  readonly function: ExpressionFunction;
  readonly given: Arguments;
}

/** Thrown to leave a run that lacks an answer; the next one has it. */
export class Suspension extends Error {
  readonly question: Question;

  constructor(question: Question) {
    super('an answer of the machine is awaited');
    this.question = question;
  }
}

/** One run of an expression. */
export class Frame implements FunctionTools {
  readonly scope: Scope;
  readonly meter: Meter;
  readonly around: Surroundings;
  /** The node whose operation is under way, for errors. */
  at: Node;
  /** What is known of earlier runs of the same evaluation; absent where there is only one. */
  readonly answers: Map<string, Value> | undefined;
  /** What each node came to; absent unless somebody wants it explained. */
  readonly trace: Map<Node, Value> | undefined;
  #wallMs: number | undefined;

  constructor(
    around: Surroundings,
    tree: Node,
    memory: {
      readonly meter?: Meter;
      readonly answers?: Map<string, Value>;
      readonly trace?: Map<Node, Value>;
    } = {},
  ) {
    this.around = around;
    this.scope = around.scope;
    this.at = tree;
    this.meter = memory.meter ?? new Meter();
    this.answers = memory.answers;
    this.trace = memory.trace;
  }

  get random(): Random {
    return this.around.random;
  }

  get regex(): Regex | undefined {
    return this.around.regex;
  }

  get wallMs(): number {
    this.#wallMs ??= this.around.clock.wallMs();
    return this.#wallMs;
  }
}

/** All values, or the first that is missing: no container ever holds a missing value. */
export function evaluateAll(runs: readonly Run[], frame: Frame): Value[] | Missing {
  const values: Value[] = [];
  let missing: Missing | undefined;
  for (const run of runs) {
    const value = run(frame);
    if (value instanceof Missing) missing ??= value;
    values.push(value);
  }
  return missing ?? values;
}
