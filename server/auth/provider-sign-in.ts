import { OIDC_PROVIDER } from './auth-paths';

type Answer = (request: Request) => Promise<Response>;

const START = '/api/auth/sign-in/oauth2';

/** Whether a request is about signing in by the company's service. */
export function isProviderPath(path: string): boolean {
  return path === START || path === `/api/auth/callback/${OIDC_PROVIDER}`;
}

/**
 * Begins with a body of our own, whatever the request's says: only where to go afterwards is taken
 * from it, and only if it is a place of ours.
 * @param answer undefined where no service is configured
 */
export async function answerProvider(
  answer: Answer | undefined,
  request: Request,
): Promise<Response> {
  if (answer === undefined) return notConfigured();
  const url = new URL(request.url);
  if (url.pathname !== START) return answer(request);
  const asked: unknown = await request.json().catch(() => null);
  const body = {
    provider: OIDC_PROVIDER,
    callbackURL: localPathOf(asked),
    errorCallbackURL: '/login',
    disableRedirect: true,
  };
  url.pathname = '/api/auth/sign-in/social';
  const headers = new Headers(request.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  const begun = new Request(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const answered = await answer(begun);
  // The library has no provider until its discovery has succeeded; it asks again each time.
  return answered.status === 404 ? notReachable() : answered;
}

function localPathOf(asked: unknown): string {
  const isObject = typeof asked === 'object' && asked !== null;
  const path = isObject && 'callbackURL' in asked ? asked.callbackURL : '/';
  return typeof path === 'string' && /^\/(?![/\\])[\w\-./~%?&=:,+@*]*$/.test(path) ? path : '/';
}

function notReachable(): Response {
  const message = 'The sign-in service does not answer. Use your password, or try again later.';
  return Response.json({ code: 'PROVIDER_UNREACHABLE', message }, { status: 502 });
}

function notConfigured(): Response {
  const message = 'No sign-in service is configured here. Sign in with your password.';
  return Response.json({ code: 'NOT_FOUND', message }, { status: 404 });
}
