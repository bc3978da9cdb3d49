import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import {
  downTargets,
  PROBES_TIMEOUT_MS,
  type ProbeFinding,
  runProbes,
} from '@/agent/collectors/probe/run-probes';
import { probeTls, type TlsFinding } from '@/agent/collectors/probe/tls-probe';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { certificateFaults } from '../certificate-faults';
import { readTlsTargets } from '../tls-targets';

const DAY_MS = 86_400_000;

/** Shakes hands and hangs up; nothing else is sent. */
export default defineCollector({
  name: 'tls',
  summary: 'Certificates of servers as they show them to this machine.',
  intervalMs: 300_000,
  timeoutMs: PROBES_TIMEOUT_MS,
  fix: 'Mend the parameter targets of the pack tls: opsbro packs show tls says what it may hold.',
  shape: {
    targets: each(
      'target',
      group({
        up: gauge('count', 'One while there is a handshake, whatever the certificate is worth.'),
        problem: optional(fact('Why it is not up.')),
        handshake_ms: optional(gauge('ms', 'Time to look up, connect and shake hands.')),
        days_left: optional(
          gauge('count', 'Days that it is still valid for; below zero once not.'),
        ),
        trusted: optional(gauge('count', 'One when somebody who is trusted has signed it.')),
        name_matches: optional(gauge('count', 'One when it is for the name that was asked for.')),
        protocol: optional(fact('The version of TLS that both agreed on.')),
        subject: optional(fact('Whom it is for.')),
        issuer: optional(fact('Who signed it.')),
        valid_to: optional(fact('Until when it is valid, in UTC.')),
        fingerprint: optional(fact('SHA-256 of it.')),
      }),
    ),
    down: fact<string[]>('Targets without a handshake, with the reason.'),
    bad: fact<string[]>('What visitors are warned of, or will be within critical_days.'),
    expiring: fact<string[]>('Certificates to be renewed within warning_days.'),
  },
  async collect(context) {
    const { host, parameters } = context;
    const targets = readTlsTargets(parameters.texts('targets'), host);
    if (targets.length === 0) return notEligible('nobody has given the parameter tls.targets');
    const findings = await runProbes(targets, context, probeTls);
    const wallMs = host.wallMs();
    const told = [...findings].map(
      ([{ name }, finding]) => [name, metricsOf(finding, wallMs)] as const,
    );
    return {
      kind: 'data',
      data: {
        targets: Object.fromEntries(told),
        down: downTargets(findings),
        ...certificateFaults(findings, {
          wallMs,
          warningDays: parameters.number('warning_days'),
          criticalDays: parameters.number('critical_days'),
        }),
      },
    };
  },
});

function metricsOf(finding: ProbeFinding | TlsFinding, wallMs: number) {
  const { up, problem } = finding;
  if (!('validToMs' in finding)) return { up, problem };
  const { protocol, subject, issuer, fingerprint, validToMs } = finding;
  return {
    ...{ up, problem, protocol, subject, issuer, fingerprint },
    handshake_ms: finding.handshakeMs,
    days_left: (validToMs - wallMs) / DAY_MS,
    trusted: finding.distrust === undefined ? 1 : 0,
    name_matches: finding.misnamed === undefined ? 1 : 0,
    valid_to: new Date(validToMs).toISOString(),
  };
}
