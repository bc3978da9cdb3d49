import type { Command } from './define-command';

/**
 * Every command of `opsbro`, and where it is. Loaded one at a time: `agent start` shall not carry
 * what draws tables. A test holds this list against the files.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<{ readonly default: Command }>>> = {
  version: () => import('./commands/version'),
  'agent start': () => import('./commands/agent/start'),
  'agent stop': () => import('./commands/agent/stop'),
  'agent info': () => import('./commands/agent/info'),
  'agent join': () => import('./commands/agent/join'),
  'agent rekey': () => import('./commands/agent/rekey'),
  'agent rotate-key': () => import('./commands/agent/rotate-key'),
  'agent print': () => import('./commands/agent/print'),
  'agent service-install': () => import('./commands/agent/service-install'),
  'agent service-remove': () => import('./commands/agent/service-remove'),
  'agent uninstall': () => import('./commands/agent/uninstall'),
  'agent parameters show': () => import('./commands/agent/parameters/show'),
  'agent parameters get': () => import('./commands/agent/parameters/get'),
  'agent parameters set': () => import('./commands/agent/parameters/set'),
  'agent parameters add': () => import('./commands/agent/parameters/add'),
  'agent parameters remove': () => import('./commands/agent/parameters/remove'),
  'collectors list': () => import('./commands/collectors/list'),
  'collectors show': () => import('./commands/collectors/show'),
  'collectors run': () => import('./commands/collectors/run'),
  'collectors state': () => import('./commands/collectors/state'),
  'collectors wait-ok': () => import('./commands/collectors/wait-ok'),
  'detectors list': () => import('./commands/detectors/list'),
  'detectors run': () => import('./commands/detectors/run'),
  'detectors state': () => import('./commands/detectors/state'),
  'detectors history': () => import('./commands/detectors/history'),
  'detectors wait-group': () => import('./commands/detectors/wait-group'),
  'detectors explain': () => import('./commands/detectors/explain'),
  'evaluator list': () => import('./commands/evaluator/list'),
  'evaluator eval': () => import('./commands/evaluator/eval'),
  'evaluator wait-eval-true': () => import('./commands/evaluator/wait-eval-true'),
  'packs list': () => import('./commands/packs/list'),
  'packs show': () => import('./commands/packs/show'),
  'packs check': () => import('./commands/packs/check'),
  'packs overload': () => import('./commands/packs/overload'),
  'packs parameters get': () => import('./commands/packs/parameters/get'),
  'packs parameters set': () => import('./commands/packs/parameters/set'),
  state: () => import('./commands/state'),
  'roles state': () => import('./commands/roles/state'),
  'roles explain': () => import('./commands/roles/explain'),
  'monitoring state': () => import('./commands/monitoring/state'),
  'monitoring history': () => import('./commands/monitoring/history'),
  'monitoring wait-ok': () => import('./commands/monitoring/wait-ok'),
  'monitoring run': () => import('./commands/monitoring/run'),
  'monitoring explain': () => import('./commands/monitoring/explain'),
  completion: () => import('./commands/completion'),
};

export function loadCommands(): Promise<Command[]> {
  return Promise.all(Object.values(COMMANDS).map(async (load) => (await load()).default));
}
