/**
 * Where to go after signing in, if it is a place of ours. Anything that could lead to another site
 * (`//host`, `/\host`, a scheme) is the start page instead.
 */
export function localPath(wanted: string | null | undefined): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[\w\-./~%?&=:,+@*]*$/.test(wanted)) return '/';
  return /^\/(login|setup|api)(\/|\?|$)/.test(wanted) ? '/' : wanted;
}

/** The login page that comes back to `path`. */
export function loginPath(path: string): string {
  const next = localPath(path);
  return next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`;
}
