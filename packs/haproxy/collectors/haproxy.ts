import {
  type CollectContext,
  defineCollector,
  missingConfiguration,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { exchange } from '@/agent/collectors/network/exchange';
import { ServiceFault } from '@/agent/collectors/network/service-fault';
import { askService } from '@/agent/collectors/service/ask-service';
import { processesOf } from '@/agent/collectors/service/running-programs';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { setParameterFix } from '@/agent/collectors/service/set-parameter-fix';
import { each, fact, gauge, optional } from '@/agent/collectors/shape';
import {
  BACKEND,
  backendMetrics,
  FRONTEND,
  frontendMetrics,
  isDown,
  SERVER,
  serverMetrics,
} from '../proxies';
import { parseShowInfo, type ShowInfo } from '../show-info';
import { parseShowStat, type StatLine } from '../show-stat';

const watch = new ServiceWatch({ name: 'HAProxy', programs: ['haproxy'], services: ['haproxy'] });

/** Source: `show info` and `show stat` on the stats socket, which the lowest level may ask. */
export default defineCollector({
  name: 'haproxy',
  summary: 'Connections of HAProxy, its frontends, backends and servers, from its stats socket.',
  intervalMs: 10_000,
  shape: {
    available: gauge('count', 'One while HAProxy answers, zero while it should and does not.'),
    problem: optional(fact('Why it does not answer.')),
    version: optional(fact('As HAProxy itself tells it.')),
    uptime_seconds: optional(gauge('seconds', 'Since HAProxy was started.')),
    connections: optional(gauge('count', 'Connections that are open.')),
    connections_max: optional(gauge('count', 'As many as HAProxy takes (maxconn).')),
    connections_used_percent: optional(gauge('percent', 'Share of these that are open.')),
    connections_per_second: optional(gauge('per-second', 'New connections.')),
    requests_per_second: optional(gauge('per-second', 'HTTP requests of all frontends.')),
    idle_percent: optional(gauge('percent', 'Share of its time that HAProxy had nothing to do.')),
    frontends: optional(each('frontend', FRONTEND)),
    backends: optional(each('backend', BACKEND)),
    servers: optional(each('server', SERVER)),
    backends_down: optional(fact<string[]>('Backends that no server can answer for.')),
    servers_down: optional(fact<string[]>('Servers that are down, such as shop/web-1.')),
    left_out: optional(fact<string[]>('What is not told one by one, for there is too much of it.')),
  },
  async collect(context) {
    const { host, parameters, rate } = context;
    const path = parameters.text('socket');
    if (isWithoutSocket(host, path)) return noSocket(path);
    return askService(context, {
      watch,
      address: { path },
      permissionFix: `Let the agent's user into the group of ${path}, or run the agent as root.`,
      ask: async (signal) => {
        const request = 'show info;show stat\n';
        const answer = await exchange({ to: { path }, request, signal, bytesMax: 4_194_304 });
        const [info, stat] = parseAnswer(answer.toString('utf8'), path);
        return { kind: 'data', data: { ...infoMetrics(info, rate), ...statMetrics(stat, rate) } };
      },
    });
  },
});

/** An answer a second and a line a proxy: so many are told one by one. */
const PROXIES_MAX = 60;
const SERVERS_MAX = 150;
const NAMES_MAX = 50;
const NAME_LENGTH_MAX = 150;

function isWithoutSocket(host: Host, path: string): boolean {
  return !host.exists(path) && processesOf(host, ['haproxy']).length > 0;
}

function noSocket(path: string) {
  return missingConfiguration(
    `HAProxy runs, and there is no ${path}`,
    `Into the section global of /etc/haproxy/haproxy.cfg write: stats socket ${path} mode 660 level user. Then: systemctl reload haproxy. One in a container has to share its socket. If it has another path: ${setParameterFix('haproxy', 'socket', '/…')}`,
  );
}

function parseAnswer(text: string, path: string): [ShowInfo, readonly StatLine[]] {
  const start = text.indexOf('# pxname,');
  const info = parseShowInfo(text.slice(0, Math.max(0, start)));
  const stat = start === -1 ? undefined : parseShowStat(text.slice(start));
  if (info !== undefined && stat !== undefined) return [info, stat];
  throw new ServiceFault('broken', `${path} answered something else than HAProxy does`);
}

function infoMetrics(info: ShowInfo, rate: CollectContext['rate']) {
  const connections = info.number('CurrConns') ?? 0;
  const max = info.number('Maxconn') ?? 0;
  const speed = (name: string) => {
    const counter = info.number(name);
    return counter === undefined ? undefined : rate(name, counter);
  };
  return {
    available: 1,
    version: info.text('Version')?.slice(0, NAME_LENGTH_MAX),
    uptime_seconds: info.number('Uptime_sec'),
    connections,
    connections_max: max,
    connections_used_percent: max > 0 ? (connections / max) * 100 : undefined,
    connections_per_second: speed('CumConns'),
    requests_per_second: speed('CumReq'),
    idle_percent: info.number('Idle_pct'),
  };
}

function statMetrics(stat: readonly StatLine[], rate: CollectContext['rate']) {
  const of = (kind: StatLine['kind']) => stat.filter((line) => line.kind === kind);
  const [frontends, backends, servers] = [of('frontend'), of('backend'), of('server')];
  return {
    frontends: byName(frontends.slice(0, PROXIES_MAX), (line) => frontendMetrics(line, rate)),
    backends: byName(backends.slice(0, PROXIES_MAX), (line) => backendMetrics(line, rate)),
    servers: byName(servers.slice(0, SERVERS_MAX), (line) => serverMetrics(line, rate)),
    backends_down: backends.filter(isDown).map(nameOf).slice(0, NAMES_MAX),
    servers_down: servers.filter(isDown).map(nameOf).slice(0, NAMES_MAX),
    left_out: [
      ...(frontends.length > PROXIES_MAX ? [`frontends: more than ${PROXIES_MAX}`] : []),
      ...(backends.length > PROXIES_MAX ? [`backends: more than ${PROXIES_MAX}`] : []),
      ...(servers.length > SERVERS_MAX ? [`servers: more than ${SERVERS_MAX}`] : []),
    ],
  };
}

function byName<Metrics>(lines: readonly StatLine[], metricsOf: (line: StatLine) => Metrics) {
  return Object.fromEntries(lines.map((line) => [nameOf(line), metricsOf(line)]));
}

function nameOf({ kind, proxy, server }: StatLine): string {
  return (kind === 'server' ? `${proxy}/${server}` : proxy).slice(0, NAME_LENGTH_MAX);
}
