import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import { type DnsFinding, probeDns } from '@/agent/collectors/probe/dns-probe';
import {
  downTargets,
  PROBES_TIMEOUT_MS,
  type ProbeFinding,
  runProbes,
} from '@/agent/collectors/probe/run-probes';
import { slowTargets } from '@/agent/collectors/probe/slow-targets';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { readDnsTargets } from '../dns-targets';

/** Asks servers of names themselves, past `/etc/hosts` and caches of this machine. */
export default defineCollector({
  name: 'dns',
  summary: 'What servers of names answer this machine, and how fast.',
  intervalMs: 30_000,
  timeoutMs: PROBES_TIMEOUT_MS,
  fix: 'Mend the parameter targets of the pack dns: opsbro packs show dns says what it may hold.',
  shape: {
    targets: each(
      'target',
      group({
        up: gauge('count', 'One while the answer has what it should, zero while it has not.'),
        problem: optional(fact('Why it is not up.')),
        latency_ms: optional(gauge('ms', 'Time until the answer had come.')),
        answer_count: optional(gauge('count', 'Records in the answer.')),
        answers: optional(fact<readonly string[]>('The first of the records, in order.')),
      }),
    ),
    down: fact<string[]>('Targets that are not up, with the reason.'),
    slow: fact<string[]>('Targets that took longer than they may, with the time.'),
  },
  async collect(context) {
    const { parameters } = context;
    const targets = readDnsTargets(parameters.texts('targets'), parameters.number('slow_ms'));
    if (targets.length === 0) return notEligible('nobody has given the parameter dns.targets');
    const findings = await runProbes(targets, context, ({ question }, run) =>
      probeDns(question, run),
    );
    const told = [...findings].map(([{ name }, finding]) => [name, metricsOf(finding)] as const);
    return {
      kind: 'data',
      data: {
        targets: Object.fromEntries(told),
        down: downTargets(findings),
        slow: slowTargets(findings, ({ latencyMs }: Partial<DnsFinding>) => latencyMs),
      },
    };
  },
});

function metricsOf(finding: ProbeFinding | DnsFinding) {
  const { up, problem } = finding;
  if (!('answers' in finding)) return { up, problem };
  const { latencyMs, answerCount, answers } = finding;
  return { up, problem, latency_ms: latencyMs, answer_count: answerCount, answers };
}
