import type { Clock } from '@/common/clock';
import type { Explanation } from '@/common/expression/explain';
import type { Surroundings } from '@/common/expression/frame';
import {
  describeFunctions,
  FUNCTIONS,
  type FunctionDoc,
  functionTable,
} from '@/common/expression/function-table';
import type { HostFacts } from '@/common/expression/host-facts';
import { fromJson, type Json } from '@/common/expression/json';
import { createProgram } from '@/common/expression/program';
import { createRegex } from '@/common/expression/re2-regex';
import { ROOTS, type RootScope, scopeOf, treeScope } from '@/common/expression/scope';
import { Missing } from '@/common/expression/values';
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

export function createEvaluator(deps: EvaluatorDeps): Evaluator {
  const { clock, random, host, collectors, configuration } = deps;
  const language = { functions: functionTable(FUNCTIONS), roots: ROOTS };
  const regex = createRegex();
  const collector = collectorScope(collectors, clock);
  const surroundings = (parameters: RootScope = NO_PARAMETERS): Surroundings => ({
    clock,
    random,
    host,
    regex,
    scope: scopeOf({
      collector,
      parameters,
      configuration: treeScope(fromJson(configuration()), () => ({
        source: 'configuration of the agent',
      })),
    }),
  });
  return {
    functions: () => describeFunctions(language.functions.values()),
    evaluate: async (text, parameters) =>
      createProgram(text, language).explain(surroundings(parameters)),
  };
}
