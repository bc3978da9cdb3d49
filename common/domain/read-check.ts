import type { CheckDefinition, CheckWay, EvaluatedWay } from './check-definition';
import {
  type OriginalCheck,
  type OwnCheck,
  originalCheck,
  ownCheck,
  PLUGIN_TIMEOUT_MS,
} from './check-form';
import { type DefinitionProblem, definitionProblem } from './definition-form';
import { splitWords } from './plugin-words';

export type ReadCheck = CheckDefinition | { readonly problem: DefinitionProblem };

/** What a pack file holds, as the loader of packs hands it out. */
export interface CheckDocument {
  /** Below `root`, when there is one. */
  readonly document: unknown;
  /** `check` or `service` in the original's form. */
  readonly root: string | undefined;
  /** How it is called when it does not say so itself. */
  readonly name: string;
}

/** Gives the content of a file of checks its meaning, in this project's form or the original's. */
export function readCheck({ document, root, name }: CheckDocument): ReadCheck {
  if (root === undefined) {
    const read = ownCheck.safeParse(document);
    return read.success
      ? fromOwn(read.data)
      : { problem: definitionProblem(read.error, 'a check') };
  }
  const read = originalCheck.safeParse(withinService(document));
  return read.success
    ? fromOriginal(read.data, name)
    : { problem: definitionProblem(read.error, 'a check') };
}

/** A service of the original has its check inside of it. */
function withinService(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('check' in document)) return document;
  const { check, ...rest } = document;
  return typeof check === 'object' ? { ...rest, ...check } : document;
}

function fromOwn(read: OwnCheck): ReadCheck {
  const problem = contradiction(read);
  if (problem !== undefined) return { problem };
  return {
    summary: read.summary,
    group: groupOf(read.if_group),
    condition: read.if ?? null,
    intervalMs: read.interval,
    variables: read.variables,
    way: wayOf(read),
    attempts: read.attempts,
    forMs: read.for ?? 0,
  };
}

function contradiction(read: OwnCheck): DefinitionProblem | undefined {
  const isEvaluated = read.critical_if !== undefined || read.warning_if !== undefined;
  const ways = [isEvaluated, read.run !== undefined, read.passive].filter(Boolean).length;
  if (ways !== 1) {
    const found = ways === 0 ? 'none of them' : 'more than one';
    return {
      path: [],
      message: `expected either critical_if and warning_if, or run, or passive: true; found ${found}`,
    };
  }
  if (read.expect_every !== undefined && !read.passive) {
    return { path: ['expect_every'], message: 'expect_every is for a check with passive: true' };
  }
  if (read.recover_if !== undefined && !isEvaluated) {
    return {
      path: ['recover_if'],
      message: 'recover_if is for a check with critical_if or warning_if',
    };
  }
  if (read.attempts > 1 && read.for !== undefined) {
    return { path: ['for'], message: 'expected attempts or for, not both' };
  }
  return undefined;
}

function wayOf(read: OwnCheck): CheckWay {
  if (read.run !== undefined) {
    return { is: 'plugin', words: read.run, timeoutMs: read.timeout, macros: {} };
  }
  if (read.passive) {
    const expectEveryMs = read.expect_every ?? null;
    return { is: 'passive', expectEveryMs, graceMs: read.grace ?? (expectEveryMs ?? 0) / 10 };
  }
  return evaluated(read, {
    recoverIf: read.recover_if ?? null,
    unknownIfMissing: read.unknown_if_missing,
    areExpressions: false,
  });
}

function fromOriginal(read: OriginalCheck, name: string): ReadCheck {
  const words = read.script === undefined ? [] : splitWords(read.script);
  if (typeof words === 'string') {
    return { problem: { path: ['script'], message: `script: ${words}` } };
  }
  if (
    read.script === undefined &&
    read.critical_if === undefined &&
    read.warning_if === undefined
  ) {
    return { problem: { path: [], message: 'expected critical_if, warning_if or script' } };
  }
  const evaluation = { recoverIf: null, unknownIfMissing: true, areExpressions: true };
  return {
    summary: read.display_name ?? name,
    group: groupOf(read.if_group),
    condition: null,
    intervalMs: read.interval,
    variables: read.variables,
    way:
      read.script === undefined
        ? evaluated(read, evaluation)
        : { is: 'plugin', words, timeoutMs: PLUGIN_TIMEOUT_MS, macros: macrosOf(read) },
    attempts: 1,
    forMs: 0,
  };
}

function evaluated(
  read: OwnCheck | OriginalCheck,
  {
    areExpressions,
    ...rest
  }: Pick<EvaluatedWay, 'recoverIf' | 'unknownIfMissing'> & { areExpressions: boolean },
): EvaluatedWay {
  return {
    is: 'evaluated',
    criticalIf: read.critical_if ?? null,
    warningIf: read.warning_if ?? null,
    ...rest,
    outputs: {
      ok: read.ok_output ?? null,
      warning: read.warning_output ?? null,
      critical: read.critical_output ?? null,
      areExpressions,
    },
  };
}

function groupOf(group: string | undefined): string | null {
  return group === undefined || group === '*' ? null : group;
}

function macrosOf(read: OriginalCheck): Record<string, string> {
  const scalars = Object.entries(read).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(scalars.map(([key, value]) => [key, String(value)]));
}
