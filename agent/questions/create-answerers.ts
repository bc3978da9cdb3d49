import { AppError } from '@/common/errors';
import { FUNCTIONS, type FunctionDoc } from '@/common/expression/function-table';
import type { AgentEvaluators } from '../expression/agent-evaluators';
import type { Membership } from '../gossip/membership';
import type { CollectorDetail } from '../local-api/local-api';
import type { Monitoring } from '../monitoring';
import { findPack } from '../packs/find-in-pack';
import type { PackTree } from '../packs/pack-tree';
import { parameterScope } from '../packs/parameter-scope';
import { membersSeenBy } from '../telling/membership-documents';
import type { Answerers } from './answer-questions';
import { completePath } from './complete-path';

export interface CreateAnswerersDeps {
  readonly evaluators: Pick<AgentEvaluators, 'reserved' | 'collectors'>;
  readonly packs: () => PackTree;
  readonly monitoring: Monitoring;
  readonly runCollector: (name: string) => Promise<CollectorDetail>;
  /** `undefined` while it does not gossip. */
  readonly membership?: (() => Membership | undefined) | undefined;
}

/** What the parts of an agent answer; see `AgentQuestion` for each. */
export function createAnswerers(deps: CreateAnswerersDeps): Answerers {
  const { evaluators, packs, runCollector } = deps;
  const { checks, detection, roles } = deps.monitoring;
  const packOf = (name: string) => (name === '' ? undefined : findPack(packs(), name));
  return {
    evaluate({ expression, pack }) {
      const found = packOf(pack);
      return evaluators.reserved.evaluate(expression, found && parameterScope(found));
    },
    complete({ text, pack }) {
      const names = packOf(pack)?.parameters.map(({ name }) => name) ?? [];
      return completePath(text, evaluators.collectors, names);
    },
    presence: () => true,
    members: () => membersSeenBy(gossiping(deps.membership?.())),
    functions: () => addedFunctions(evaluators.reserved.functions()),
    'explain-check': ({ check }) => checks.explain(check),
    'run-check': ({ check }) => checks.run(check),
    'tell-check': ({ check, state, output }) => checks.tell(check, { state, output }),
    'run-collector': ({ collector }) => runCollector(collector),
    'explain-detector': ({ detector }) => detection.explain(detector),
    'explain-role': async ({ role }) => (await roles.explain(role)).healthyIf,
  };
}

function gossiping(membership: Membership | undefined): Membership {
  if (membership !== undefined) return membership;
  throw new AppError(
    'CONFLICT',
    'This agent does not gossip: its agent.yaml says gossip.enabled: no, or it has no zone key.',
  );
}

/** Those that come with the language are known to whoever asks. */
function addedFunctions(all: readonly FunctionDoc[]): FunctionDoc[] {
  const known = new Set(FUNCTIONS.map(({ name }) => name));
  return all.filter(({ name }) => !known.has(name));
}
