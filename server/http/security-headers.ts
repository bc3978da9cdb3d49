import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The request header in which Next finds the nonce for the scripts that it writes into a page. */
const POLICY_HEADER = 'content-security-policy';

const FIXED: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
  'x-frame-options': 'DENY',
};

export interface SecurityRules {
  /** Lets Next's development tools evaluate code; never in production. */
  readonly development: boolean;
  /** The certificate is one that browsers trust: they never come in plain text again (RFC 6797). */
  readonly isStrict: boolean;
}

/**
 * Puts the security headers on an answer, and the nonce of this request where pages find it.
 * @see https://www.w3.org/TR/CSP3/
 */
export function secure(
  request: IncomingMessage,
  response: ServerResponse,
  { development, isStrict }: SecurityRules,
): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentPolicy(nonce, development);
  request.headers[POLICY_HEADER] = policy;
  request.headers['x-nonce'] = nonce;
  response.setHeader(POLICY_HEADER, policy);
  for (const [name, value] of Object.entries(FIXED)) response.setHeader(name, value);
  if (isStrict) response.setHeader('strict-transport-security', 'max-age=31536000');
}

function contentPolicy(nonce: string, development: boolean): string {
  const scripts = `'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`;
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    // Development tools write style elements without a nonce.
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
