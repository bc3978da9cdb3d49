import type { Clock } from '@/common/clock';
import type { ExpressionFunction } from '@/common/expression/define-function';
import type { Explanation } from '@/common/expression/explain';
import type { Surroundings } from '@/common/expression/frame';
import {
  describeFunctions,
  FUNCTIONS,
  type FunctionDoc,
  functionTable,
} from '@/common/expression/function-table';
import type { HostFacts } from '@/common/expression/host-facts';
import { fromJson } from '@/common/expression/json';
import type { Language } from '@/common/expression/parser';
import { createProgram } from '@/common/expression/program';
import { createRegex } from '@/common/expression/re2-regex';
import { ROOTS, type RootScope, scopeOf, treeScope } from '@/common/expression/scope';
import { Missing } from '@/common/expression/values';
import type { Json } from '@/common/json';
import type { Random } from '@/common/random';
import { type CollectorValues, collectorScope } from './collector-scope';

export interface EvaluatorDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly host: HostFacts;
  readonly collectors: CollectorValues;
  /** What `{{configuration.…}}` names. */
  readonly configuration: () => Json;
}

/** Expressions on the values of this machine. */
export interface Evaluator {
  /** For whoever compiles expressions that are evaluated often. */
  readonly language: Language;
  /** From now on expressions may name these functions of packs, and no others of packs. */
  use(added: readonly ExpressionFunction[]): void;
  /** @param roots what an expression sees besides: the parameters of its pack, its variables */
  surroundings(roots?: Readonly<Record<string, RootScope>>): Surroundings;
  functions(): readonly FunctionDoc[];
  /**
   * @param parameters what `{{parameters.…}}` names; without a pack there are none
   * @throws {ExpressionError} for a text that is no expression; what fails later is explained.
   */
  evaluate(text: string, parameters?: RootScope): Promise<Explanation>;
}

const NO_PARAMETERS: RootScope = {
  lookup: () => new Missing('no pack was named, and parameters belong to one'),
  origin: () => undefined,
};

/** The functions and the roots that expressions may name. @param added by packs */
export function createLanguage(added: readonly ExpressionFunction[] = []): Language {
  return { functions: functionTable([...FUNCTIONS, ...added]), roots: ROOTS };
}

export function createEvaluator(deps: EvaluatorDeps): Evaluator {
  const { clock, random, host, collectors, configuration } = deps;
  let language = createLanguage();
  const regex = createRegex();
  const collector = collectorScope(collectors, clock);
  // Built when it is asked for, which is seldom: not at each evaluation of each check.
  const configurationScope: RootScope = {
    lookup: (path) => treeScope(fromJson(configuration())).lookup(path),
    origin: () => ({ source: 'configuration of the agent' }),
  };
  const surroundings = (roots: Readonly<Record<string, RootScope>> = {}): Surroundings => ({
    clock,
    random,
    host,
    regex,
    scope: scopeOf({
      parameters: NO_PARAMETERS,
      ...roots,
      collector,
      configuration: configurationScope,
    }),
  });
  return {
    get language() {
      return language;
    },
    use(added) {
      language = createLanguage(added);
    },
    surroundings,
    functions: () => describeFunctions(language.functions.values()),
    evaluate: async (text, parameters) =>
      createProgram(text, language).explain(surroundings(parameters && { parameters })),
  };
}
