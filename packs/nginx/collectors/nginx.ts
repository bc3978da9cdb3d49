import {
  type CollectContext,
  defineCollector,
  missingConfiguration,
} from '@/agent/collectors/define-collector';
import { fetchText } from '@/agent/collectors/network/fetch-text';
import { readServiceUrl } from '@/agent/collectors/network/service-url';
import { askService } from '@/agent/collectors/service/ask-service';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { setParameterFix } from '@/agent/collectors/service/set-parameter-fix';
import { counter, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { parseStubStatus, type StubStatus } from '../stub-status';

const watch = new ServiceWatch({ name: 'nginx', programs: ['nginx'], services: ['nginx'] });

/** Source: the page of ngx_http_stub_status_module. Asking it counts as one request. */
export default defineCollector({
  name: 'nginx',
  summary: 'Requests and connections of nginx, from its page of stub_status.',
  intervalMs: 10_000,
  shape: {
    available: gauge('count', 'One while nginx answers, zero while it should and does not.'),
    problem: optional(fact('Why it does not answer.')),
    version: optional(fact('As nginx itself tells it, unless it may not (server_tokens off).')),
    latency_ms: optional(gauge('ms', 'Until the page had come.')),
    connections: optional(
      group({
        active: gauge('count', 'Connections of clients, those that wait included.'),
        reading: gauge('count', 'Those whose request is being read.'),
        writing: gauge('count', 'Those that an answer is being made for or sent to.'),
        waiting: gauge('count', 'Those kept open without a request.'),
      }),
    ),
    accepted: optional(counter('count', 'Connections accepted since nginx was started.')),
    dropped: optional(
      counter('count', 'Connections of those given up, for want of worker_connections mostly.'),
    ),
    requests: optional(counter('count', 'Requests since nginx was started.')),
    accepted_per_second: optional(gauge('per-second', 'Connections accepted.')),
    dropped_per_second: optional(gauge('per-second', 'Connections given up.')),
    requests_per_second: optional(gauge('per-second', 'Requests.')),
  },
  async collect(context) {
    const { url, address } = readServiceUrl(context.parameters.text('url'), 'nginx.url');
    const permissionFix = 'Allow the agent to connect.';
    return askService(context, {
      ...{ watch, address, permissionFix },
      ask: async (signal) => {
        const beganMs = context.host.nowMs();
        const { status, headers, text } = await fetchText({ url, signal, bytesMax: 65_536 });
        const stub = status === 200 ? parseStubStatus(text) : undefined;
        if (stub === undefined) return noStatusPage(url, status);
        const [, version] = /^nginx\/(\S{1,100})/.exec(String(headers.server)) ?? [];
        const latency_ms = context.host.nowMs() - beganMs;
        return { kind: 'data', data: { version, latency_ms, ...metricsOf(stub, context.rate) } };
      },
    });
  },
});

function metricsOf(
  { accepted, handled, requests, ...connections }: StubStatus,
  rate: CollectContext['rate'],
) {
  const { active, reading, writing, waiting } = connections;
  const dropped = Math.max(0, accepted - handled);
  return {
    available: 1,
    connections: { active, reading, writing, waiting },
    ...{ accepted, dropped, requests },
    accepted_per_second: rate('accepted', accepted),
    dropped_per_second: rate('dropped', dropped),
    requests_per_second: rate('requests', requests),
  };
}

const ELSEWHERE = `If the page has another address: ${setParameterFix('nginx', 'url', 'http://…')}`;

function noStatusPage(url: string, status: number) {
  const { pathname } = new URL(url);
  return missingConfiguration(
    `nginx answers ${url} with ${status === 200 ? 'another page' : status}, not with stub_status`,
    `In the server block that answers there (Debian: /etc/nginx/sites-available/default) write: location = ${pathname} { stub_status; access_log off; allow 127.0.0.1; allow ::1; deny all; } Then: nginx -t && systemctl reload nginx. ${ELSEWHERE}`,
  );
}
