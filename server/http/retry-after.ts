/**
 * The header that says when to ask again, in whole seconds (RFC 9110, 10.2.3); none where it is not
 * known.
 */
export function retryAfter(retryAfterMs: number | undefined): Record<string, string> {
  if (retryAfterMs === undefined) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) };
}
