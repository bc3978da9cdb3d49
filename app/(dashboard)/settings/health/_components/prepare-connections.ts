import { formatExact } from '@/common/format';
import type { Fact } from './prepare-health';

/** What of the server's keys is told here. */
export interface ServerKeys {
  readonly fingerprint: string;
  readonly tls: {
    readonly mode: 'off' | 'own' | 'given';
    readonly notAfterMs: number | null;
  };
}

const TLS_WORDS: Readonly<Record<ServerKeys['tls']['mode'], string>> = {
  off: 'Off',
  own: 'On, own certificate',
  given: 'On, given certificate',
};

/** How pages and agents are connected with this server. */
export function connectionFacts({ fingerprint, tls }: ServerKeys): Fact[] {
  return [
    {
      name: 'TLS',
      value: TLS_WORDS[tls.mode],
      ...(tls.mode === 'off' ? { note: 'it listens on this machine alone' } : {}),
    },
    ...(tls.notAfterMs === null
      ? []
      : [{ name: 'Certificate until', value: formatExact(tls.notAfterMs, 'UTC') }]),
    { name: 'Fingerprint of its key', value: fingerprint },
  ];
}
