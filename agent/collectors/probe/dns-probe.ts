import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ServiceFault } from '../network/service-fault';
import { downFor, type ProbeFinding, type ProbeRun } from './run-probes';

export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SRV', 'TXT'] as const;

export type RecordType = (typeof RECORD_TYPES)[number];

export interface DnsProbe {
  readonly name: string;
  readonly type: RecordType;
  /** Such as `127.0.0.1:53`; those of the machine when it is undefined. */
  readonly server?: string | undefined;
  /** All of these have to be among the answers. */
  readonly expected: readonly string[];
  readonly timeoutMs: number;
}

export interface DnsFinding extends ProbeFinding {
  readonly latencyMs: number;
  readonly answerCount: number;
  /** In order, and as many as are worth telling. */
  readonly answers: readonly string[];
}

const ANSWERS_TOLD_MAX = 6;
const ANSWER_LENGTH_MAX = 80;

/**
 * Asks a server of names, past the caches and files of this machine.
 * @throws {ServiceFault} when there is no answer
 */
export async function probeDns(probe: DnsProbe, { nowMs, signal }: ProbeRun): Promise<DnsFinding> {
  const resolver = new Resolver({ timeout: probe.timeoutMs, tries: 1 });
  if (probe.server !== undefined) resolver.setServers([probe.server]);
  const giveUp = () => resolver.cancel();
  signal.addEventListener('abort', giveUp);
  const beganMs = nowMs();
  try {
    const records: unknown = await (probe.type === 'PTR' && isIP(probe.name) !== 0
      ? resolver.reverse(probe.name)
      : resolver.resolve(probe.name, probe.type));
    const answers = [records].flat().map(recordText).toSorted();
    return judge(probe, answers, nowMs() - beganMs);
  } catch (cause) {
    throw dnsFault(probe, cause, signal);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function judge({ expected }: DnsProbe, answers: readonly string[], latencyMs: number): DnsFinding {
  const said = answers.map((each) => each.toLowerCase());
  const missing = expected.filter((each) => !said.includes(each.toLowerCase()));
  const told = answers.slice(0, ANSWERS_TOLD_MAX).map((each) => each.slice(0, ANSWER_LENGTH_MAX));
  const finding = { latencyMs, answerCount: answers.length, answers: told };
  if (missing.length === 0) return { up: 1, ...finding };
  const problem = `no ${missing.join(', ')} among the answers: ${told.join(', ') || 'none'}`;
  return { ...finding, ...downFor(problem) };
}

/** `10 mail.example` for MX, `0 5 443 shop.example` for SRV. */
function recordText(record: unknown): string {
  if (Array.isArray(record)) return record.join('');
  if (typeof record !== 'object' || record === null) return String(record).toLowerCase();
  const { exchange, priority, weight, port, name } = record as Record<string, unknown>;
  const words = exchange === undefined ? [priority, weight, port, name] : [priority, exchange];
  return words.join(' ').toLowerCase();
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  ENODATA: 'the name has no record of this type',
  ESERVFAIL: 'the server failed',
  EREFUSED: 'the server refused',
  ECONNREFUSED: 'no server listens there',
  ETIMEOUT: 'no answer came in time',
  ECANCELLED: 'no answer came in time',
};

function dnsFault({ name, type, server }: DnsProbe, cause: unknown, signal: AbortSignal) {
  const code = signal.aborted ? 'ETIMEOUT' : String(Object(cause).code);
  const by = server === undefined ? '' : ` asked of ${server}`;
  return new ServiceFault('broken', `${type} of ${name}${by}: ${REASONS[code] ?? code}`, { cause });
}
