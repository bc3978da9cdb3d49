import type { ProbeFinding } from '@/agent/collectors/probe/run-probes';
import type { TlsFinding } from '@/agent/collectors/probe/tls-probe';
import type { TlsTarget } from './tls-targets';

const DAY_MS = 86_400_000;

export interface Patience {
  readonly wallMs: number;
  readonly warningDays: number;
  readonly criticalDays: number;
}

/** What is wrong with certificates, as sentences for the check: `shop expires in 2 days`. */
export function certificateFaults(
  findings: ReadonlyMap<TlsTarget, TlsFinding | ProbeFinding>,
  patience: Patience,
): { readonly bad: string[]; readonly expiring: string[] } {
  const bad: string[] = [];
  const expiring: string[] = [];
  for (const [target, finding] of findings) {
    if (!('validToMs' in finding)) continue;
    const { name, needsTrust } = target;
    const daysLeft = (finding.validToMs - patience.wallMs) / DAY_MS;
    if (daysLeft < patience.criticalDays) bad.push(`${name} ${expiry(daysLeft)}`);
    else if (daysLeft < patience.warningDays) expiring.push(`${name} ${expiry(daysLeft)}`);
    // That it has expired is said already.
    if (needsTrust && finding.distrust !== undefined && daysLeft >= 0) {
      bad.push(`${name} is not trusted: ${finding.distrust}`);
    }
    if (finding.misnamed !== undefined) {
      bad.push(`${name} is for somebody else: its certificate is not for ${target.servername}`);
    }
  }
  return { bad, expiring };
}

function expiry(daysLeft: number): string {
  const days = Math.floor(Math.abs(daysLeft));
  const words = days === 1 ? '1 day' : `${days} days`;
  return daysLeft < 0 ? `expired ${words} ago` : `expires in ${words}`;
}
