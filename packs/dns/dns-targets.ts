import { isIP } from 'node:net';
import { type DnsProbe, RECORD_TYPES, type RecordType } from '@/agent/collectors/probe/dns-probe';
import { type ProbeTarget, readTargets } from '@/agent/collectors/probe/probe-target';
import { PROBE_TIMEOUT_MS, PROBE_TIMEOUT_MS_MAX } from '@/agent/collectors/probe/run-probes';

/** The name of a `DnsTarget` is what it is called; what is asked is `question`. */
export interface DnsTarget {
  readonly name: string;
  readonly question: DnsProbe;
  readonly timeoutMs: number;
  readonly slowMs: number;
}

/** @throws {Error} naming the target and what was expected */
export function readDnsTargets(texts: readonly string[], slowMs: number): DnsTarget[] {
  const targets = readTargets(texts, {
    parameter: 'dns.targets',
    options: ['server', 'type', 'expect', 'timeout', 'slow'],
    nameOf: (target) => target,
  });
  const maxMs = PROBE_TIMEOUT_MS_MAX;
  return targets.map((target) => {
    const timeoutMs = target.durationMs('timeout', { defaultMs: PROBE_TIMEOUT_MS, maxMs });
    const question = {
      name: nameIn(target),
      type: typeOf(target),
      server: serverOf(target),
      expected: target.option('expect')?.split(',') ?? [],
      timeoutMs,
    };
    const slow = target.durationMs('slow', { defaultMs: slowMs, maxMs });
    return { name: target.name, question, timeoutMs, slowMs: slow };
  });
}

function nameIn({ target, fault }: ProbeTarget): string {
  if (/^[\w*][\w.:*-]{0,252}$/.test(target) || isIP(target) !== 0) return target;
  throw fault('expected a name such as shop.example');
}

function typeOf({ option, fault }: ProbeTarget): RecordType {
  const text = (option('type') ?? 'A').toUpperCase();
  const type = RECORD_TYPES.find((each) => each === text);
  if (type !== undefined) return type;
  throw fault(`type=${text}: expected one of ${RECORD_TYPES.join(', ')}`);
}

/** By its address: whose name would have to be looked up first proves nothing about this server. */
function serverOf({ option, fault }: ProbeTarget): string | undefined {
  const text = option('server');
  if (text === undefined || isIP(text) !== 0) return text;
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const isAddress = isIP(six ?? '') === 6 || isIP(four ?? '') === 4;
  if (isAddress && Number(port) >= 1 && Number(port) <= 65_535) return text;
  throw fault(
    `server=${text}: expected an address such as 192.0.2.53, 127.0.0.1:5353 or [::1]:5353`,
  );
}
