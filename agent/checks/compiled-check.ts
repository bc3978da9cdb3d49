import type { CheckDefinition, CheckOutputs } from '@/common/domain/check-definition';
import type { CheckPolicy } from '@/common/domain/check-life';
import { readCheck } from '@/common/domain/read-check';
import { AppError } from '@/common/errors';
import type { Language } from '@/common/expression/parser';
import { createProgram, type Program } from '@/common/expression/program';
import { createTemplate, type Template } from '@/common/expression/template';
import { compileGroupSet } from '@/common/group-set/group-set';
import { readGroupSet } from '@/common/group-set/read-group-set';
import { collectorsOf } from '../expression/collectors-of';
import type { DefinitionFile, PackFileJudge } from '../packs/pack-tree';
import { faultOf, placed } from '../packs/placed';
import { type CheckOutput, createOutput } from './check-output';

/** A check whose expressions are compiled. */
export interface CompiledCheck {
  /** `linux.memory`: the pack and the file. */
  readonly id: string;
  readonly file: DefinitionFile;
  readonly definition: CheckDefinition;
  readonly policy: CheckPolicy;
  /** Whether it is for a node that is in these groups; null for every node. */
  readonly isFor: ((groups: ReadonlySet<string>) => boolean) | null;
  readonly condition: Program | null;
  readonly variables: readonly (readonly [name: string, value: Program])[];
  readonly criticalIf: Program | null;
  readonly warningIf: Program | null;
  readonly recoverIf: Program | null;
  readonly outputs: Readonly<Record<'ok' | 'warning' | 'critical', CheckOutput | null>>;
  /** Of a plugin in this project's form: the program and its arguments. */
  readonly words: readonly Template[];
  /** The collectors that it reads from. */
  readonly collectors: ReadonlySet<string>;
  /** Something in it asks the machine. */
  readonly needsHost: boolean;
}

/** Without a result for so many of its intervals a check is stale, and no sooner than this. */
const STALE_INTERVALS = 3;
const STALE_MS_MIN = 15_000;
/** The defaults of Nagios (`base/utils.c`). */
const FLAP_HIGH_PERCENT = 30;
const FLAP_LOW_PERCENT = 20;

/** Every expression of a check with its key in the file, in the order of their evaluation. */
export function checkExpressions(
  check: CompiledCheck,
): readonly { readonly key: string; readonly program: Program }[] {
  const written: readonly (readonly [key: string, program: Program | null])[] = [
    ['if', check.condition],
    ...check.variables.map(([name, program]) => [`variables.${name}`, program] as const),
    ['critical_if', check.criticalIf],
    ['warning_if', check.warningIf],
    ['recover_if', check.recoverIf],
  ];
  return written.flatMap(([key, program]) => (program === null ? [] : [{ key, program }]));
}

/** @throws {AppError} INVALID with the file, the line and what is wrong there */
export function compileCheck(file: DefinitionFile, language: Language): CompiledCheck {
  const definition = readCheck(file);
  if ('problem' in definition) {
    const { path, message } = definition.problem;
    throw new AppError('INVALID', `${file.at(path)}: ${message}`);
  }
  const { way } = definition;
  const compile = (key: string, text: string) =>
    placed(file, [key], () => createProgram(text, language));
  const optional = (key: string, text: string | null) =>
    text === null ? null : compile(key, text);
  const isEvaluated = way.is === 'evaluated';
  const condition = optional('if', definition.condition);
  const variables = Object.entries(definition.variables).map(
    ([name, text]) =>
      [name, placed(file, ['variables', name], () => createProgram(text, language))] as const,
  );
  const criticalIf = optional('critical_if', isEvaluated ? way.criticalIf : null);
  const warningIf = optional('warning_if', isEvaluated ? way.warningIf : null);
  const recoverIf = optional('recover_if', isEvaluated ? way.recoverIf : null);
  const programs = [
    condition,
    criticalIf,
    warningIf,
    recoverIf,
    ...variables.map(([, each]) => each),
  ];
  const present = programs.filter((program) => program !== null);
  return {
    id: `${file.pack}.${file.name}`,
    file,
    definition,
    policy: policyOf(definition),
    isFor: membersOf(file, definition.group),
    condition,
    variables,
    criticalIf,
    warningIf,
    recoverIf,
    outputs: outputsOf(file, isEvaluated ? way.outputs : null, language),
    words: way.is === 'plugin' && file.root === undefined ? wordsOf(file, way.words, language) : [],
    collectors: new Set(present.flatMap(({ tree }) => collectorsOf(tree))),
    needsHost: present.some(({ needsHost }) => needsHost),
  };
}

/** What is wrong with a file of checks, for the loader of packs. */
export function judgeCheck(language: Language): PackFileJudge {
  return (file) => faultOf(() => compileCheck(file, language));
}

function membersOf(file: DefinitionFile, group: string | null) {
  if (group === null) return null;
  return placed(file, ['if_group'], () => compileGroupSet(readGroupSet(group)));
}

function policyOf({ attempts, forMs, intervalMs, way }: CheckDefinition): CheckPolicy {
  const flapping = { flapHighPercent: FLAP_HIGH_PERCENT, flapLowPercent: FLAP_LOW_PERCENT };
  const runMs = way.is === 'plugin' ? way.timeoutMs : 0;
  const staleAfterMs =
    way.is === 'passive'
      ? Number.POSITIVE_INFINITY
      : Math.max(STALE_MS_MIN, STALE_INTERVALS * intervalMs) + runMs;
  return { attempts, forMs, staleAfterMs, ...flapping };
}

function outputsOf(file: DefinitionFile, outputs: CheckOutputs | null, language: Language) {
  const output = (state: 'ok' | 'warning' | 'critical') => {
    const text = outputs?.[state] ?? null;
    if (outputs === null || text === null) return null;
    const { areExpressions } = outputs;
    return placed(file, [`${state}_output`], () => createOutput(text, areExpressions, language));
  };
  return { ok: output('ok'), warning: output('warning'), critical: output('critical') };
}

function wordsOf(file: DefinitionFile, words: readonly string[], language: Language): Template[] {
  return words.map((word, at) => placed(file, ['run', at], () => createTemplate(word, language)));
}
