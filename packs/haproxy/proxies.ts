import type { CollectContext } from '@/agent/collectors/define-collector';
import { gauge, group, optional } from '@/agent/collectors/shape';
import type { StatLine } from './show-stat';

type Rate = CollectContext['rate'];

export const FRONTEND = group({
  sessions: gauge('count', 'Sessions of clients that are open.'),
  requests_per_second: optional(gauge('per-second', 'HTTP requests.')),
  sessions_per_second: optional(gauge('per-second', 'New sessions.')),
  received_bytes_per_second: optional(gauge('bytes/s', 'What clients sent.')),
  sent_bytes_per_second: optional(gauge('bytes/s', 'What was sent to clients.')),
  errors_per_second: optional(gauge('per-second', 'Answers with 5xx.')),
  denied_per_second: optional(gauge('per-second', 'Requests that a rule denied.')),
});

export function frontendMetrics(line: StatLine, rate: Rate) {
  const speed = speedOf(line, rate);
  return {
    sessions: line.number('scur') ?? 0,
    requests_per_second: speed('req_tot'),
    sessions_per_second: speed('stot'),
    received_bytes_per_second: speed('bin'),
    sent_bytes_per_second: speed('bout'),
    errors_per_second: speed('hrsp_5xx'),
    denied_per_second: speed('dreq'),
  };
}

export const BACKEND = group({
  up: gauge('count', 'One while a server can take requests, zero while none can.'),
  servers_up: optional(gauge('count', 'Servers that requests go to, those for reserve too.')),
  sessions: gauge('count', 'Sessions that are open.'),
  queue: gauge('count', 'Requests that wait for a server.'),
  requests_per_second: optional(gauge('per-second', 'HTTP requests.')),
  errors_per_second: optional(gauge('per-second', 'Answers with 5xx.')),
  failures_per_second: optional(
    gauge('per-second', 'Tries to reach a server that failed, and answers that broke off.'),
  ),
  answer_ms: optional(gauge('ms', 'Mean time to an answer, over the last 1,024 requests.')),
});

export function backendMetrics(line: StatLine, rate: Rate) {
  const speed = speedOf(line, rate);
  const { number } = line;
  const failures = sum(number('econ'), number('eresp'));
  return {
    up: line.status.startsWith('UP') ? 1 : 0,
    servers_up: sum(number('act'), number('bck')),
    sessions: number('scur') ?? 0,
    queue: number('qcur') ?? 0,
    requests_per_second: speed('req_tot') ?? speed('stot'),
    errors_per_second: speed('hrsp_5xx'),
    failures_per_second: failures === undefined ? undefined : rate(`${keyOf(line)} !`, failures),
    answer_ms: number('rtime'),
  };
}

export const SERVER = group({
  up: gauge(
    'count',
    'One while requests may go there, or nobody checks it; zero while it is down.',
  ),
  sessions: gauge('count', 'Sessions that are open.'),
  queue: gauge('count', 'Requests that wait for this server.'),
  failures_per_second: optional(gauge('per-second', 'Tries to reach it that failed.')),
});

export function serverMetrics(line: StatLine, rate: Rate) {
  return {
    up: isDown(line) ? 0 : 1,
    sessions: line.number('scur') ?? 0,
    queue: line.number('qcur') ?? 0,
    failures_per_second: speedOf(line, rate)('econ'),
  };
}

/** As its checks found, and not because somebody took it out on purpose (MAINT, DRAIN). */
export function isDown({ status }: StatLine): boolean {
  return status.startsWith('DOWN');
}

function speedOf(line: StatLine, rate: Rate) {
  return (column: string) => {
    const counter = line.number(column);
    return counter === undefined ? undefined : rate(`${keyOf(line)} ${column}`, counter);
  };
}

function keyOf({ proxy, server }: StatLine): string {
  return `${proxy}/${server}`;
}

function sum(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined && right === undefined ? undefined : (left ?? 0) + (right ?? 0);
}
