import { type CallTarget, clientText, curlText } from '@/app/_lib/call-text';

/** What a token of such scopes can be tried with; who it is, where it may read nothing of the rest. */
const PROBES: readonly { readonly scope: string; readonly path: string }[] = [
  { scope: 'nodes:read', path: 'nodes.overview' },
  { scope: 'health:read', path: 'health.server' },
];

function probeFor(scopes: readonly string[]) {
  const fits = ({ scope }: { scope: string }) =>
    scopes.includes(scope) || scopes.includes('*:read');
  return { path: PROBES.find(fits)?.path ?? 'auth.me', type: 'query' } as const;
}

export function curlExample(target: CallTarget, scopes: readonly string[]): string {
  const call = curlText(target, probeFor(scopes));
  return `read -rs OPSBRO_TOKEN && export OPSBRO_TOKEN   # paste it\n${call}`;
}

export function clientExample(target: CallTarget, scopes: readonly string[]): string {
  return clientText(target, probeFor(scopes));
}
