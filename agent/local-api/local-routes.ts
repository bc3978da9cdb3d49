import { AppError } from '@/common/errors';
import { CHECK_ROUTES } from './check-routes';
import { CLUSTER_ROUTES } from './cluster-routes';
import { DETECTION_ROUTES } from './detection-routes';
import { evaluateAsked, evaluateForm, originalList } from './evaluator-routes';
import type { LocalApi } from './local-api';
import { ORIGINAL_CLUSTER_ROUTES } from './original-cluster-routes';
import { ROLE_ROUTES } from './role-routes';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  /** @param name what the path names, decoded */
  readonly answer: (api: LocalApi, name: string, body: string, query: URLSearchParams) => unknown;
}

const ROUTES: readonly Route[] = [
  ...CHECK_ROUTES,
  ...CLUSTER_ROUTES,
  ...ORIGINAL_CLUSTER_ROUTES,
  ...DETECTION_ROUTES,
  ...ROLE_ROUTES,
  { method: 'GET', path: /^\/v1\/agent$/, answer: (api) => api.info() },
  { method: 'GET', path: /^\/v1\/settings$/, answer: (api) => api.settings() },
  { method: 'GET', path: /^\/v1\/collectors$/, answer: (api) => api.collectors() },
  {
    method: 'GET',
    path: /^\/v1\/collectors\/([^/]+)$/,
    answer: (api, name) => api.collector(name),
  },
  {
    method: 'POST',
    path: /^\/v1\/collectors\/([^/]+)\/run$/,
    answer: (api, name) => api.run(name),
  },
  { method: 'GET', path: /^\/v1\/evaluator$/, answer: (api) => api.functions() },
  {
    method: 'POST',
    path: /^\/v1\/evaluator$/,
    answer: (api, _name, body) => evaluateAsked(api, body),
  },
  { method: 'GET', path: /^\/agent\/evaluator\/list$/, answer: (api) => originalList(api) },
  {
    method: 'POST',
    path: /^\/agent\/evaluator\/eval$/,
    answer: (api, _name, body) => evaluateForm(api, body),
  },
  {
    method: 'POST',
    path: /^\/v1\/change-key$/,
    answer(api) {
      api.changeKey();
      return { changing: true };
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/stop$/,
    answer(api) {
      api.stop();
      return { stopping: true };
    },
  },
];

export interface LocalCall {
  readonly method: string;
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** @throws {AppError} NOT_FOUND for a path or a method that does not exist; and what the API throws. */
export async function answer(api: LocalApi, call: LocalCall): Promise<unknown> {
  const { method, pathname, query, body } = call;
  const samePath = ROUTES.filter((route) => route.path.test(pathname));
  const route = samePath.find((candidate) => candidate.method === method);
  if (route === undefined) {
    const [other] = samePath;
    throw new AppError(
      'NOT_FOUND',
      other === undefined
        ? `There is no ${pathname}; see /v1/agent, /v1/collectors, /v1/checks, /v1/detectors, /v1/groups, /v1/roles, /v1/members, /v1/cluster and /v1/evaluator.`
        : `${pathname} takes ${samePath.map((each) => each.method).join(' or ')}, not ${method}.`,
    );
  }
  const [, name = ''] = route.path.exec(pathname) ?? [];
  return route.answer(api, decode(name), body, query);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError('INVALID', `The name ${text} is not well encoded.`);
  }
}
