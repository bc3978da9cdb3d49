import type { Host } from '@/agent/collectors/host';
import { hostAndPort, type ProbeTarget, readTargets } from '@/agent/collectors/probe/probe-target';
import { PROBE_TIMEOUT_MS, PROBE_TIMEOUT_MS_MAX } from '@/agent/collectors/probe/run-probes';
import type { TlsProbe } from '@/agent/collectors/probe/tls-probe';

export interface TlsTarget extends TlsProbe {
  readonly name: string;
  readonly timeoutMs: number;
  /** Whether somebody who is trusted has to have signed the certificate. */
  readonly needsTrust: boolean;
}

const HTTPS_PORT = 443;

/** @throws {Error} naming the target and what was expected */
export function readTlsTargets(texts: readonly string[], host: Host): TlsTarget[] {
  const targets = readTargets(texts, {
    parameter: 'tls.targets',
    options: ['servername', 'ca', 'trust', 'timeout'],
    nameOf: (target) => target,
  });
  return targets.map((target) => {
    const place = hostAndPort(target, HTTPS_PORT);
    return {
      name: target.name,
      ...place,
      servername: target.option('servername') ?? place.host,
      ca: certificatesOf(target, host),
      needsTrust: needsTrust(target),
      timeoutMs: target.durationMs('timeout', {
        defaultMs: PROBE_TIMEOUT_MS,
        maxMs: PROBE_TIMEOUT_MS_MAX,
      }),
    };
  });
}

function certificatesOf({ option, fault }: ProbeTarget, host: Host): string | undefined {
  const path = option('ca');
  if (path === undefined) return undefined;
  const text = path.startsWith('/') ? host.tryText(path) : undefined;
  if (text?.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw fault(`ca=${path}: expected the whole path of a file with certificates in PEM`);
}

function needsTrust({ option, fault }: ProbeTarget): boolean {
  const text = option('trust');
  if (text === undefined || text === 'any') return text === undefined;
  throw fault(`trust=${text}: expected any`);
}
