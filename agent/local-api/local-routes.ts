import { AppError } from '@/common/errors';
import type { LocalApi } from './local-api';

type Answer = (api: LocalApi, name: string) => unknown;

const ROUTES: readonly {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: Answer;
}[] = [
  { method: 'GET', path: /^\/v1\/agent$/, answer: (api) => api.info() },
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

/** @throws {AppError} NOT_FOUND for a path or a method that does not exist; and what the API throws. */
export async function answer(api: LocalApi, method: string, pathname: string): Promise<unknown> {
  const samePath = ROUTES.filter((route) => route.path.test(pathname));
  const route = samePath.find((candidate) => candidate.method === method);
  if (route === undefined) {
    const [other] = samePath;
    throw new AppError(
      'NOT_FOUND',
      other === undefined
        ? `There is no ${pathname}; see /v1/agent and /v1/collectors.`
        : `${pathname} takes ${other.method}, not ${method}.`,
    );
  }
  const [, name = ''] = route.path.exec(pathname) ?? [];
  return route.answer(api, decode(name));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError('INVALID', `The name ${text} is not well encoded.`);
  }
}
