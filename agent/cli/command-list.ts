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
  'collectors list': () => import('./commands/collectors/list'),
  'collectors show': () => import('./commands/collectors/show'),
  'collectors run': () => import('./commands/collectors/run'),
  'collectors state': () => import('./commands/collectors/state'),
  'collectors wait-ok': () => import('./commands/collectors/wait-ok'),
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
  'monitoring state': () => import('./commands/monitoring/state'),
  'monitoring history': () => import('./commands/monitoring/history'),
  'monitoring wait-ok': () => import('./commands/monitoring/wait-ok'),
  'monitoring explain': () => import('./commands/monitoring/explain'),
  completion: () => import('./commands/completion'),
};

export function loadCommands(): Promise<Command[]> {
  return Promise.all(Object.values(COMMANDS).map(async (load) => (await load()).default));
}
