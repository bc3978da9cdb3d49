/**
 * Whether the server knows no such thing. By its code: the server throws a class of its own copy of
 * the module. What it refuses to take for an id, as one that is too long, is no such thing either.
 */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST';
}
