import { ExpressionError } from '@/common/expression/fault';
import { toJson } from '@/common/expression/json';
import { Meter } from '@/common/expression/limits';
import { createProgram } from '@/common/expression/program';
import type { Value } from '@/common/expression/values';
import { LANGUAGE, surroundings } from './evaluator';

export interface Attempt {
  readonly kind: 'value' | 'refused';
  /** Of processor time: what other processes do on the machine is not counted. */
  readonly ms: number;
}

const around = surroundings({
  collector: { memory: { phys_used: 94.2, list: [1, 'a'] } },
  parameters: { b: 3 },
});

/** Every prototype that an escape would go through or leave its mark on. */
const PROTOTYPES = [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, RegExp];
const before = PROTOTYPES.map(({ prototype }) => Reflect.ownKeys(prototype).length);

/** Evaluates an input. @throws {Error} for an escape: anything but a value or a sentence */
export function attempt(input: string): Attempt {
  const start = process.cpuUsage();
  const kind = outcomeOf(input);
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1_000;
  const after = PROTOTYPES.map(({ prototype }) => Reflect.ownKeys(prototype).length);
  if (after.some((count, at) => count !== before[at])) {
    throw new Error(`a prototype was changed by ${input.slice(0, 200)}`);
  }
  return { kind, ms };
}

function outcomeOf(input: string): Attempt['kind'] {
  try {
    checkValue(createProgram(input, LANGUAGE).evaluate(around), input);
    return 'value';
  } catch (error) {
    if (error instanceof ExpressionError) return 'refused';
    throw new Error(`an escape by ${JSON.stringify(input.slice(0, 200))}`, { cause: error });
  }
}

/** A value is of our kinds alone, to its last leaf; what is too large to look at is bounded too. */
function checkValue(value: Value, input: string): void {
  if (typeof value === 'function' || value === undefined || typeof value === 'symbol') {
    throw new Error(`${typeof value} came out of ${input.slice(0, 200)}`);
  }
  try {
    JSON.stringify(toJson(value, new Meter()));
  } catch (error) {
    if (!(error instanceof Error) || !/steps|characters/.test(error.message)) throw error;
  }
}

/** The inputs by time, the slowest first; what looks slow is tried again, for a collection of garbage counts too. */
export function slowest(
  inputs: readonly string[],
): { readonly input: string; readonly ms: number }[] {
  return inputs
    .map((input) => ({ input: input.slice(0, 120), whole: input, ms: attempt(input).ms }))
    .filter(({ ms }) => ms > 10)
    .map(({ input, whole, ms }) => ({
      input,
      ms: Math.min(ms, attempt(whole).ms, attempt(whole).ms),
    }))
    .sort((left, right) => right.ms - left.ms);
}
