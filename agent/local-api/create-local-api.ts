import { AppError } from '@/common/errors';
import { GROUP_NAME_FORM, isGroupName } from '@/common/group-set/group-set';
import type { Agent } from '../agent';
import { defineCheck, removeCheck } from '../checks/define-check';
import { createLanguage } from '../expression/evaluator';
import type { PackPlace } from '../packs/pack-places';
import type { PackStore } from '../packs/pack-store';
import type { DetectionApi } from './detection-api';
import type { LocalApi } from './local-api';

export interface LocalApiParts {
  readonly agent: Agent;
  readonly packs: PackStore;
  readonly places: readonly PackPlace[];
  readonly stop: () => void;
}

/** What the agent answers on its socket. */
export function createLocalApi({ agent, packs, places, stop }: LocalApiParts): LocalApi {
  const desk = () => {
    const { tree, functions } = agent.packs;
    return { tree, places, language: createLanguage(functions.map((each) => each.function)) };
  };
  return {
    info: () => agent.info(),
    collectors: () => agent.collectors(),
    collector: (name) => agent.collector(name),
    run: (name) => agent.run(name),
    functions: () => agent.functions(),
    evaluate: (expression, pack) => agent.evaluate(expression, pack),
    checks: () => agent.checks.reports(),
    check: (name) => agent.checks.report(name),
    checkHistory: () => agent.checks.history(),
    explainCheck: (name) => agent.checks.explain(name),
    tellCheck: (name, result) => agent.checks.tell(name, result),
    runCheck: (name) => agent.checks.run(name),
    async defineCheck(name, document) {
      const id = defineCheck(desk(), name, document);
      await packs.reload();
      return agent.checks.report(id);
    },
    async removeCheck(name) {
      const path = removeCheck(desk(), name);
      await packs.reload();
      return path;
    },
    ...detectionApi(agent),
    changeKey: () => agent.changeKey(),
    stop,
  };
}

function detectionApi({ detection, groups, roles }: Agent): DetectionApi {
  return {
    detectors: () => detection.cards(),
    runDetectors: (name) => detection.run(name),
    explainDetector: (name) => detection.explain(name),
    memberships: () => detection.memberships(),
    groupHistory: () => groups.history(),
    configureGroup(change, group) {
      if (!isGroupName(group)) {
        throw new AppError('INVALID', `Expected ${GROUP_NAME_FORM} as the name of a group.`);
      }
      const before = groups.configured();
      const others = before.filter((each) => each !== group);
      groups.setConfigured(change === 'add' ? [...others, group] : others);
      return before.includes(group) !== (change === 'add');
    },
    roles: () => roles.cards(),
    role: (name) => roles.card(name),
    explainRole: (name) => roles.explain(name),
  };
}
