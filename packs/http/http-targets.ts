import { type HttpProbe, parseStatuses } from '@/agent/collectors/probe/http-probe';
import { type ProbeTarget, readTargets } from '@/agent/collectors/probe/probe-target';
import { PROBE_TIMEOUT_MS, PROBE_TIMEOUT_MS_MAX } from '@/agent/collectors/probe/run-probes';

export interface HttpTarget extends HttpProbe {
  readonly name: string;
  readonly timeoutMs: number;
  readonly slowMs: number;
}

const STATUSES = '200-399';
const FOLLOW_MAX = 10;

/** @throws {Error} naming the target and what was expected */
export function readHttpTargets(texts: readonly string[], slowMs: number): HttpTarget[] {
  const targets = readTargets(texts, {
    parameter: 'http.targets',
    options: ['expect', 'contains', 'timeout', 'slow', 'follow', 'verify'],
    nameOf: nameOfUrl,
  });
  return targets.map((target) => ({
    name: target.name,
    url: urlOf(target),
    isExpected: statusesOf(target),
    contains: target.option('contains'),
    follow: followOf(target),
    verify: verifyOf(target),
    timeoutMs: target.durationMs('timeout', {
      defaultMs: PROBE_TIMEOUT_MS,
      maxMs: PROBE_TIMEOUT_MS_MAX,
    }),
    slowMs: target.durationMs('slow', { defaultMs: slowMs, maxMs: PROBE_TIMEOUT_MS_MAX }),
  }));
}

/** A query may hold what is secret, and names are told to everybody. */
function nameOfUrl(target: string): string {
  if (!URL.canParse(target)) return target;
  const { host, pathname } = new URL(target);
  return pathname === '/' ? host : `${host}${pathname}`;
}

function urlOf({ target, fault }: ProbeTarget): string {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw fault('expected an address such as https://shop.example/health');
  }
  if (url.username !== '' || url.password !== '') {
    throw fault('an address with a password in it would be told to everybody');
  }
  return url.href;
}

function statusesOf({ option, fault }: ProbeTarget): HttpTarget['isExpected'] {
  const text = option('expect') ?? STATUSES;
  const isExpected = parseStatuses(text);
  if (isExpected !== undefined) return isExpected;
  throw fault(`expect=${text}: expected statuses such as 200, 200-299 or 200,301`);
}

function followOf({ option, fault }: ProbeTarget): number {
  const text = option('follow') ?? '0';
  if (/^\d{1,2}$/.test(text) && Number(text) <= FOLLOW_MAX) return Number(text);
  throw fault(`follow=${text}: expected a number of redirections, at most ${FOLLOW_MAX}`);
}

function verifyOf({ option, fault }: ProbeTarget): boolean {
  const text = option('verify') ?? 'yes';
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw fault(`verify=${text}: expected yes or no`);
}
