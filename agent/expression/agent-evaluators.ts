import type { ExpressionFunction } from '@/common/expression/define-function';
import type { HostFacts } from '@/common/expression/host-facts';
import type { CollectorRunner } from '../collectors/runner';
import { reservedFacts } from '../questions/reserved-facts';
import type { CollectorValues } from './collector-scope';
import { createEvaluator, type Evaluator, type EvaluatorDeps } from './evaluator';

export interface AgentEvaluatorsDeps extends Omit<EvaluatorDeps, 'host' | 'collectors'> {
  readonly facts: HostFacts;
  readonly runner: CollectorRunner;
}

/** Evaluates expressions: those of this machine, and those that somebody sends. */
export interface AgentEvaluators {
  readonly own: Evaluator;
  /** Sees what the agent knows, and nothing of the machine itself. */
  readonly reserved: Evaluator;
  readonly collectors: CollectorValues;
  /** From now on expressions may name these functions of packs, and no others of packs. */
  use(added: readonly ExpressionFunction[]): void;
}

export function createAgentEvaluators(deps: AgentEvaluatorsDeps): AgentEvaluators {
  const { facts, runner } = deps;
  const collectors: CollectorValues = {
    names: () => runner.names(),
    report: (name) => (runner.has(name) ? runner.report(name) : undefined),
    data: (name) => (runner.has(name) ? runner.tree(name) : undefined),
  };
  const own = createEvaluator({ ...deps, collectors, host: facts });
  const reserved = createEvaluator({ ...deps, collectors, host: reservedFacts(facts) });
  return {
    own,
    reserved,
    collectors,
    use(added) {
      own.use(added);
      reserved.use(added);
    },
  };
}
