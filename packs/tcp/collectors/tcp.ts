import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import { hostAndPort, readTargets } from '@/agent/collectors/probe/probe-target';
import {
  downTargets,
  PROBE_TIMEOUT_MS,
  PROBE_TIMEOUT_MS_MAX,
  PROBES_TIMEOUT_MS,
  runProbes,
} from '@/agent/collectors/probe/run-probes';
import { slowTargets } from '@/agent/collectors/probe/slow-targets';
import { probeTcp, type TcpFinding } from '@/agent/collectors/probe/tcp-probe';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';

/** Connects and hangs up; nothing is sent. */
export default defineCollector({
  name: 'tcp',
  summary: 'Whether TCP ports accept connections from this machine, and how fast.',
  intervalMs: 30_000,
  timeoutMs: PROBES_TIMEOUT_MS,
  fix: 'Mend the parameter targets of the pack tcp: opsbro packs show tcp says what it may hold.',
  shape: {
    targets: each(
      'target',
      group({
        up: gauge('count', 'One while it accepts connections, and says what it should.'),
        problem: optional(fact('Why it is not up.')),
        address: optional(fact('The address that its name leads to.')),
        dns_ms: optional(gauge('ms', 'Time to look the name up.')),
        connect_ms: optional(gauge('ms', 'Time to connect, once the address was known.')),
      }),
    ),
    down: fact<string[]>('Targets that are not up, with the reason.'),
    slow: fact<string[]>('Targets that took longer than they may, with the time.'),
  },
  async collect(context) {
    const { parameters } = context;
    const targets = readTcpTargets(parameters.texts('targets'), parameters.number('slow_ms'));
    if (targets.length === 0) return notEligible('nobody has given the parameter tcp.targets');
    const findings = await runProbes(targets, context, probeTcp);
    const told = [...findings].map(([{ name }, finding]) => {
      const { up, problem, times }: Partial<TcpFinding> & typeof finding = finding;
      const { address, dnsMs, connectMs } = times ?? {};
      return [name, { up, problem, address, dns_ms: dnsMs, connect_ms: connectMs }] as const;
    });
    return {
      kind: 'data',
      data: {
        targets: Object.fromEntries(told),
        down: downTargets(findings),
        slow: slowTargets<TcpFinding>(findings, ({ times }) =>
          times?.connectMs === undefined ? undefined : times.connectMs + (times.dnsMs ?? 0),
        ),
      },
    };
  },
});

/** @throws {Error} naming the target and what was expected */
export function readTcpTargets(texts: readonly string[], slowMs: number) {
  const targets = readTargets(texts, {
    parameter: 'tcp.targets',
    options: ['contains', 'timeout', 'slow'],
    nameOf: (target) => target,
  });
  const maxMs = PROBE_TIMEOUT_MS_MAX;
  return targets.map((target) => ({
    name: target.name,
    ...hostAndPort(target),
    contains: target.option('contains'),
    timeoutMs: target.durationMs('timeout', { defaultMs: PROBE_TIMEOUT_MS, maxMs }),
    slowMs: target.durationMs('slow', { defaultMs: slowMs, maxMs }),
  }));
}
