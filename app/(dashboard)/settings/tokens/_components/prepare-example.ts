import { type CallTarget, curlCall } from '@/app/_lib/curl-call';

/** What a token of such scopes can be tried with; who it is, where it may read nothing of the rest. */
const PROBES: readonly { readonly scope: string; readonly path: string }[] = [
  { scope: 'nodes:read', path: 'nodes.overview' },
  { scope: 'health:read', path: 'health.server' },
];

function probeFor(scopes: readonly string[]): string {
  const fits = ({ scope }: { scope: string }) =>
    scopes.includes(scope) || scopes.includes('*:read');
  return PROBES.find(fits)?.path ?? 'auth.me';
}

export function curlExample(target: CallTarget, scopes: readonly string[]): string {
  const call = curlCall(target, probeFor(scopes));
  return `read -rs OPSBRO_TOKEN && export OPSBRO_TOKEN   # paste it\n${call}`;
}

export function clientExample({ origin, pin }: CallTarget, scopes: readonly string[]): string {
  return [
    `import { createClient } from 'opsbro/client';`,
    '',
    'const opsbro = createClient({',
    `  url: '${origin}',`,
    ...(pin === null ? [] : [`  pin: '${pin}',`]),
    `  token: process.env.OPSBRO_TOKEN ?? '',`,
    '});',
    `console.log(await opsbro.${probeFor(scopes)}.query());`,
  ].join('\n');
}
