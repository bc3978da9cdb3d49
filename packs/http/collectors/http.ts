import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import { type HttpFinding, probeHttp } from '@/agent/collectors/probe/http-probe';
import {
  downTargets,
  PROBES_TIMEOUT_MS,
  type ProbeFinding,
  runProbes,
} from '@/agent/collectors/probe/run-probes';
import { slowTargets } from '@/agent/collectors/probe/slow-targets';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { readHttpTargets } from '../http-targets';

/** Sends nothing to anybody but the targets, and follows no redirection unless its target says so. */
export default defineCollector({
  name: 'http',
  summary: 'Web addresses as a visitor on this machine finds them, step by step.',
  intervalMs: 30_000,
  timeoutMs: PROBES_TIMEOUT_MS,
  fix: 'Mend the parameter targets of the pack http: opsbro packs show http says what it may hold.',
  shape: {
    targets: each(
      'target',
      group({
        up: gauge('count', 'One while it answers as it should, zero while it does not.'),
        problem: optional(fact('Why it is not up.')),
        address: optional(fact('The address that its name leads to.')),
        status: optional(gauge('count', 'Status of the answer, such as 200.')),
        dns_ms: optional(gauge('ms', 'Time to look the name up.')),
        connect_ms: optional(gauge('ms', 'Time to connect, once the address was known.')),
        tls_ms: optional(gauge('ms', 'Time to shake hands, once connected.')),
        first_byte_ms: optional(gauge('ms', 'Time from the request to the first of the answer.')),
        total_ms: optional(gauge('ms', 'Time for all of it, redirections included.')),
        size_bytes: optional(gauge('bytes', 'Size of the body, as far as it was read.')),
      }),
    ),
    down: fact<string[]>('Targets that are not up, with the reason.'),
    slow: fact<string[]>('Targets that took longer than they may, with the time.'),
  },
  async collect(context) {
    const { parameters } = context;
    const targets = readHttpTargets(parameters.texts('targets'), parameters.number('slow_ms'));
    if (targets.length === 0) return notEligible('nobody has given the parameter http.targets');
    const findings = await runProbes(targets, context, probeHttp);
    const told = [...findings].map(([{ name }, finding]) => [name, metricsOf(finding)] as const);
    return {
      kind: 'data',
      data: {
        targets: Object.fromEntries(told),
        down: downTargets(findings),
        slow: slowTargets(findings, ({ totalMs }: HttpFinding) => totalMs),
      },
    };
  },
});

function metricsOf(finding: ProbeFinding | HttpFinding) {
  const { up, problem, status, sizeBytes, firstByteMs, totalMs, times }: HttpFinding = finding;
  return {
    ...{ up, problem, status },
    address: times?.address,
    dns_ms: times?.dnsMs,
    connect_ms: times?.connectMs,
    tls_ms: times?.tlsMs,
    first_byte_ms: firstByteMs,
    total_ms: totalMs,
    size_bytes: sizeBytes,
  };
}
