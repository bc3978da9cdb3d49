import { AppError } from '@/common/errors';
import { GROUP_NAME_FORM, isGroupName } from '@/common/group-set/group-set';
import type { Agent } from '../agent';
import { defineCheck, removeCheck } from '../checks/define-check';
import type { GossipSeams } from '../cluster/cluster';
import type { SettingInForce } from '../config/settings-in-force';
import { createLanguage } from '../expression/evaluator';
import type { PackPlace } from '../packs/pack-places';
import type { PackStore } from '../packs/pack-store';
import { defineRole, removeRole } from '../roles/define-role';
import { createClusterApi } from './create-cluster-api';
import type { DetectionApi } from './detection-api';
import type { LocalApi } from './local-api';

export interface LocalApiParts {
  readonly agent: Agent;
  readonly packs: PackStore;
  readonly places: readonly PackPlace[];
  /** As the agent was started with. */
  readonly settings: readonly SettingInForce[];
  readonly gossip: Pick<GossipSeams, 'keys' | 'resolve'>;
  readonly stop: () => void;
}

/** What the agent answers on its socket. */
export function createLocalApi(parts: LocalApiParts): LocalApi {
  const { agent, packs, places, settings, gossip, stop } = parts;
  const desk = () => {
    const { tree, functions } = agent.packs;
    return { tree, places, language: createLanguage(functions.map((each) => each.function)) };
  };
  const { checks, roles } = agent.monitoring;
  return {
    info: () => agent.info(),
    collectors: () => agent.collectors(),
    collector: (name) => agent.collector(name),
    run: (name) => agent.run(name),
    functions: () => agent.functions(),
    evaluate: (expression, pack) => agent.evaluate(expression, pack),
    checks: () => checks.reports(),
    check: (name) => checks.report(name),
    checkHistory: () => checks.history(),
    explainCheck: (name) => checks.explain(name),
    tellCheck: (name, result) => checks.tell(name, result),
    runCheck: (name) => checks.run(name),
    async defineCheck(name, document) {
      const id = defineCheck(desk(), name, document);
      await packs.reload();
      return checks.report(id);
    },
    async removeCheck(name) {
      const path = removeCheck(desk(), name);
      await packs.reload();
      return path;
    },
    ...detectionApi(agent),
    async defineRole(name, document) {
      const id = defineRole(desk(), name, document);
      await packs.reload();
      return roles.card(id);
    },
    async removeRole(name) {
      const path = removeRole(desk(), name);
      await packs.reload();
      return path;
    },
    settings: () => settings.map((setting) => asItIs(setting, agent)),
    ...createClusterApi({ cluster: agent.cluster, nodeId: agent.info().nodeId, ...gossip }),
    changeKey: () => agent.changeKey(),
    stop,
  };
}

/** Groups may be changed while the agent runs, and nothing else. */
function asItIs(setting: SettingInForce, { groups }: Agent): SettingInForce {
  if (setting.parameter !== 'groups') return setting;
  const configured = groups.configured();
  const isAsStarted = [setting.value ?? []].flat().join() === configured.join();
  if (isAsStarted) return setting;
  return { ...setting, value: configured, source: 'socket', place: 'changed while it runs' };
}

function detectionApi({
  monitoring,
  groups,
}: Agent): Omit<DetectionApi, 'defineRole' | 'removeRole'> {
  const { detection, roles } = monitoring;
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
