import type { ResultState } from '@/common/domain/check';
import { ExpressionError } from '@/common/expression/fault';
import type { Surroundings } from '@/common/expression/frame';
import type { Path } from '@/common/expression/path';
import type { Program } from '@/common/expression/program';
import { findIn, type RootScope } from '@/common/expression/scope';
import { isTrue, Missing, type Value } from '@/common/expression/values';
import { isGroupName } from '@/common/group-set/group-set';
import type { CompiledCheck } from './compiled-check';

/** What an evaluation says, before it is a result with its duration. */
export interface Judgement {
  readonly state: ResultState;
  readonly output: string;
  /** The condition of recovery does not hold. */
  readonly holds: boolean;
}

/** Makes the surroundings of a check from the variables that it has. */
export type SurroundingsOf = (variables: RootScope) => Surroundings;

/** Why a check does not run here, or nothing when it does. */
export type Applicability =
  | { readonly applies: true }
  | { readonly applies: false; readonly reason: string };

/** The values of a check's variables, in the order of their coming; each sees those before. */
class Variables implements RootScope {
  readonly values = new Map<string, Value>();

  lookup({ segments: [name = '', ...rest] }: Path): Value {
    const value = this.values.get(name);
    if (value === undefined) return new Missing(`this check has no variable ${name.slice(0, 60)}`);
    return rest.length === 0 || value instanceof Missing
      ? value
      : findIn(value, rest, `variables.${name}`);
  }

  origin({ segments: [name = ''] }: Path) {
    return this.values.has(name) ? { source: 'variable of this check' } : undefined;
  }
}

/** Without asking the machine; for a check that needs not. */
export function evaluateCheck(check: CompiledCheck, surroundings: SurroundingsOf): Judgement {
  return judged(() => {
    const variables = new Variables();
    const around = surroundings(variables);
    for (const [name, program] of check.variables) {
      variables.values.set(name, evaluatedOrMissing(name, program, around));
    }
    const found = conditionsOf(check).map((each) => each?.evaluate(around) ?? null);
    return judge(check, found, around);
  });
}

/** As `evaluateCheck`, asking the machine without holding anybody up. */
export async function resolveCheck(
  check: CompiledCheck,
  surroundings: SurroundingsOf,
): Promise<Judgement> {
  try {
    const around = await surroundingsOfCheck(check, surroundings);
    const found: (Value | null)[] = [];
    for (const each of conditionsOf(check)) found.push((await each?.resolve(around)) ?? null);
    return judge(check, found, around);
  } catch (error) {
    return failed(error);
  }
}

/**
 * The surroundings with all variables of the check in them; one that fails is missing, and says so
 * to whatever uses it.
 */
export async function surroundingsOfCheck(
  check: CompiledCheck,
  surroundings: SurroundingsOf,
): Promise<Surroundings> {
  const variables = new Variables();
  const around = surroundings(variables);
  for (const [name, program] of check.variables) {
    variables.values.set(name, await resolvedOrMissing(name, program, around));
  }
  return around;
}

async function resolvedOrMissing(
  name: string,
  program: Program,
  around: Surroundings,
): Promise<Value> {
  try {
    return await program.resolve(around);
  } catch (error) {
    return failedVariable(name, error);
  }
}

function evaluatedOrMissing(name: string, program: Program, around: Surroundings): Value {
  try {
    return program.evaluate(around);
  } catch (error) {
    return failedVariable(name, error);
  }
}

function failedVariable(name: string, error: unknown): Missing {
  if (!(error instanceof ExpressionError)) throw error;
  return new Missing(`the variable ${name} fails: ${error.sentence}`);
}

/** Whether a check is for this machine. */
export async function applicability(
  { definition, isFor, condition }: CompiledCheck,
  around: Surroundings,
  groups: ReadonlySet<string>,
): Promise<Applicability> {
  if (isFor?.(groups) === false)
    return { applies: false, reason: notMeant(definition.group ?? '') };
  if (condition === null) return { applies: true };
  try {
    const value = await condition.resolve(around);
    if (value instanceof Missing) return { applies: false, reason: value.reason };
    if (isTrue(value)) return { applies: true };
    return { applies: false, reason: `${condition.text} is not true here` };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { applies: false, reason: `if: ${error.sentence}` };
  }
}

function notMeant(group: string): string {
  if (isGroupName(group)) return `this node is not in the group ${group}`;
  return `the groups of this node do not fit ${group}`;
}

function conditionsOf({ criticalIf, warningIf, recoverIf }: CompiledCheck) {
  return [criticalIf, warningIf, recoverIf];
}

function judge(
  check: CompiledCheck,
  [critical = null, warning = null, recover = null]: readonly (Value | null)[],
  around: Surroundings,
): Judgement {
  const holds = recover !== null && !(recover instanceof Missing) && !isTrue(recover);
  const say = (state: 'ok' | 'warning' | 'critical', program: Program | null): Judgement => {
    const otherwise = program === null ? check.definition.summary : `${program.text} is true`;
    return { state, holds, output: check.outputs[state]?.fill(around) ?? otherwise };
  };
  if (isMet(critical)) return say('critical', check.criticalIf);
  if (isMet(warning)) return say('warning', check.warningIf);
  const { way } = check.definition;
  const missing = [critical, warning, recover].find((value) => value instanceof Missing);
  if (missing !== undefined && way.is === 'evaluated' && way.unknownIfMissing) {
    return { state: 'unknown', output: missing.reason, holds: false };
  }
  return say('ok', null);
}

function isMet(value: Value | null): boolean {
  return value !== null && !(value instanceof Missing) && isTrue(value);
}

function judged(run: () => Judgement): Judgement {
  try {
    return run();
  } catch (error) {
    return failed(error);
  }
}

/** An expression that fails says nothing of the machine. */
function failed(error: unknown): Judgement {
  if (!(error instanceof ExpressionError)) throw error;
  return { state: 'unknown', output: error.sentence, holds: false };
}
