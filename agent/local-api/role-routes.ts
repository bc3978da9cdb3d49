import type { RoleCard } from '@/common/domain/role';
import { AppError } from '@/common/errors';
import type { LocalApi } from './local-api';
import type { Route } from './local-routes';

/** Roles, in this project's form below `/v1` and as services with the paths of the original. */
export const ROLE_ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/roles$/, answer: (api) => api.roles() },
  { method: 'GET', path: /^\/v1\/roles\/([^/]+)$/, answer: (api, name) => api.role(name) },
  {
    method: 'GET',
    path: /^\/v1\/roles\/([^/]+)\/explain$/,
    answer: (api, name) => api.explainRole(name),
  },
  ...['v1/roles', 'monitoring/services'].flatMap((folder): Route[] => {
    const path = new RegExp(`^/${folder}/([^/]+)$`);
    return [
      { method: 'PUT', path, answer: (api, name, body) => api.defineRole(name, documentOf(body)) },
      {
        method: 'DELETE',
        path,
        answer: async (api, name) => ({ removed: await api.removeRole(name) }),
      },
    ];
  }),
  ...['state', 'monitoring', 'agent'].map(
    (folder): Route => ({
      method: 'GET',
      path: new RegExp(`^/${folder}/services$`),
      answer: originalServices,
    }),
  ),
  ...['state', 'monitoring', 'agent'].map(
    (folder): Route => ({
      method: 'GET',
      path: new RegExp(`^/${folder}/services/([^/]+)$`),
      answer: (api, name) => originalService(api.role(name), api.info().name),
    }),
  ),
];

const FORM = 'Expected a role as JSON: {"summary": "…", "healthy_if": "…"}.';

/** @throws {AppError} INVALID */
function documentOf(body: string): object {
  const document = parsed(body);
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) {
    return document;
  }
  throw new AppError('INVALID', FORM);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** All of them by name. */
export function originalServices(api: LocalApi) {
  const { name } = api.info();
  return Object.fromEntries(api.roles().map((card) => [card.id, originalService(card, name)]));
}

/** The numbers that the original's services share with its checks. */
const STATE_IDS = { passing: 0, failing: 2, unknown: 3 } as const;

/** This agent knows of no member but itself. */
function originalService(
  { id, pack, level, summary, group, health, reason }: RoleCard,
  node: string,
) {
  const passing = health === 'passing' ? [node] : [];
  const failing = health === 'failing' ? [node] : [];
  return {
    name: id,
    display_name: summary,
    pack_name: pack,
    pack_level: level,
    if_group: group === '' ? '*' : group,
    state_id: STATE_IDS[health],
    output: reason,
    members: [node],
    passing: passing.length,
    'passing-members': passing,
    failing: failing.length,
    'failing-members': failing,
  };
}
