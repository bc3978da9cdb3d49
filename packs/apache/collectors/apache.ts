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
import { parseServerStatus, type ServerStatus } from '../server-status';

const NAMES = ['apache2', 'httpd'];
const watch = new ServiceWatch({ name: 'Apache', programs: NAMES, services: NAMES });

/** Source: the page of mod_status. Asking it counts as one request. */
export default defineCollector({
  name: 'apache',
  summary: 'Requests and workers of Apache, from its page of mod_status.',
  intervalMs: 10_000,
  shape: {
    available: gauge('count', 'One while Apache answers, zero while it should and does not.'),
    problem: optional(fact('Why it does not answer.')),
    version: optional(fact('As Apache itself tells it.')),
    mpm: optional(fact('How it shares work: event, worker or prefork.')),
    latency_ms: optional(gauge('ms', 'Until the page had come.')),
    uptime_seconds: optional(gauge('seconds', 'Since Apache was started.')),
    busy_workers: optional(gauge('count', 'Workers with a request.')),
    idle_workers: optional(gauge('count', 'Workers that wait for one.')),
    workers: optional(
      group({
        starting: gauge('count', 'Workers that start.'),
        reading: gauge('count', 'Workers that read a request.'),
        writing: gauge('count', 'Workers that answer.'),
        keeping_alive: gauge('count', 'Workers that keep a connection without a request.'),
        looking_up: gauge('count', 'Workers that look a name up.'),
        closing: gauge('count', 'Workers that close a connection.'),
        logging: gauge('count', 'Workers that write their log.'),
        finishing: gauge('count', 'Workers that end after their last request.'),
        cleaning_up: gauge('count', 'Workers that are cleaned up.'),
      }),
    ),
    connections: optional(gauge('count', 'Connections open, with and without a worker.')),
    requests: optional(counter('count', 'Requests since Apache was started.')),
    requests_per_second: optional(gauge('per-second', 'Requests.')),
    sent_bytes_per_second: optional(gauge('bytes/s', 'What was sent to clients.')),
  },
  async collect(context) {
    const { url, address } = readServiceUrl(context.parameters.text('url'), 'apache.url');
    const permissionFix = 'Allow the agent to connect.';
    return askService(context, {
      ...{ watch, address, permissionFix },
      ask: async (signal) => {
        const beganMs = context.host.nowMs();
        const { status, text } = await fetchText({ url, signal, bytesMax: 262_144 });
        const page = status === 200 ? parseServerStatus(text) : undefined;
        if (page === undefined) return noStatusPage(url, status);
        const latency_ms = context.host.nowMs() - beganMs;
        return { kind: 'data', data: { latency_ms, ...metricsOf(page, context.rate) } };
      },
    });
  },
});

function metricsOf(page: ServerStatus, rate: CollectContext['rate']) {
  const { version, mpm, connections, requests, sentKib, workers } = page;
  return {
    available: 1,
    ...{ version, mpm, connections, requests, workers },
    uptime_seconds: page.uptimeSeconds,
    busy_workers: page.busyWorkers,
    idle_workers: page.idleWorkers,
    requests_per_second: requests === undefined ? undefined : rate('requests', requests),
    sent_bytes_per_second: sentKib === undefined ? undefined : rate('sent', sentKib * 1_024),
  };
}

const ELSEWHERE = `If the page has another address: ${setParameterFix('apache', 'url', 'http://…?auto')}`;

function noStatusPage(url: string, status: number) {
  const { pathname } = new URL(url);
  return missingConfiguration(
    `Apache answers ${url} with ${status === 200 ? 'another page' : status}, not with server-status`,
    `Switch mod_status on: a2enmod status && systemctl reload apache2. If it is, the site that answers there has it hidden; write into /etc/apache2/mods-available/status.conf: <Location ${pathname}> SetHandler server-status, Require local </Location>, each on a line of its own. ${ELSEWHERE}`,
  );
}
