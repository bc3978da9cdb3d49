import {
  type CollectorParameters,
  defineCollector,
  notEligible,
} from '@/agent/collectors/define-collector';
import { fact, gauge, group, optional } from '@/agent/collectors/shape';
import { perHost } from '../../linux/per-host';
import { LINES_MAX } from '../../linux/sockets/socket-lines';
import { LINKS_MAX, LINKS_OF_PROCESS_MAX, SocketOwners } from '../../linux/sockets/socket-owners';
import type { SocketLine } from '../../linux/sockets/socket-table';
import { RememberedTables, type SocketTables } from '../../linux/sockets/socket-tables';
import { readSocketTotals, type SocketTotals } from '../../linux/sockets/socket-totals';
import { AllowedPorts, isLoopback, type OpenPort } from '../allowed-ports';

/**
 * Sources: `/proc/net/{tcp,tcp6,udp,udp6,sockstat,sockstat6}` and `/proc/<pid>/fd`. The totals are
 * new at each run; ports and connections by state at most every two minutes.
 */
export default defineCollector({
  name: 'openports',
  summary: 'Ports on which this machine can be reached, who listens there, and TCP by state.',
  intervalMs: 10_000,
  shape: {
    ports: fact<number[]>('Every open port, TCP and UDP together, in order.'),
    details: group({
      tcp: fact<OpenPort[]>('Listening TCP sockets.'),
      udp: fact<OpenPort[]>('UDP sockets that anybody may send to.'),
    }),
    unexpected: fact<string[]>(
      'Open ports that the parameter allowed does not have; none without it.',
    ),
    left_out: fact<string[]>('What was not looked at, so that a crowded machine stays unharmed.'),
    connections: optional(
      group({
        established: gauge('count', 'TCP connections that are open.'),
        syn_recv: gauge('count', 'TCP connections being opened from outside.'),
        time_wait: gauge('count', 'TCP connections that are closed and kept for late packets.'),
        close_wait: gauge('count', 'TCP connections that the other side closed and ours did not.'),
        listen: gauge('count', 'Listening TCP sockets.'),
        other: gauge('count', 'TCP connections in every other state.'),
      }),
    ),
    sockets: optional(
      group({
        used: gauge('count', 'Sockets of every kind.'),
        tcp: gauge('count', 'TCP sockets in use, those in time-wait not included.'),
        tcp_time_wait: gauge('count', 'TCP connections in time-wait.'),
        tcp_orphaned: gauge('count', 'TCP connections that no process holds any more.'),
        udp: gauge('count', 'UDP sockets in use.'),
      }),
    ),
  },
  async collect({ host, parameters }) {
    if (host.platform !== 'linux') return notEligible(`${host.platform} has no /proc/net`);
    const { owners, remembered } = memory(host);
    const totals = readSocketTotals(host);
    const tables = await remembered.read(host, totals);
    const open = [...tables.tcp, ...tables.udp];
    const names = await owners.find(host, new Set(open.map(({ inode }) => inode)));
    const details = { tcp: portsOf(tables.tcp, names), udp: portsOf(tables.udp, names) };
    const ports = [...new Set(open.map(({ port }) => port))].sort((a, b) => a - b);
    return {
      kind: 'data',
      data: {
        ports: ports.slice(0, NUMBERS_MAX),
        details,
        unexpected: unexpectedPorts(details, parameters),
        left_out: leftOut(tables, owners.complete),
        connections: tables.connections,
        sockets: totals === undefined ? undefined : socketMetrics(totals),
      },
    };
  },
});

const PORTS_MAX = 256;
const NUMBERS_MAX = 1_024;
const UNEXPECTED_MAX = 20;

const memory = perHost(() => ({ owners: new SocketOwners(), remembered: new RememberedTables() }));

/** In a fixed order, so that the fact changes only when a port does. */
function portsOf(sockets: readonly SocketLine[], names: ReadonlyMap<string, string>): OpenPort[] {
  const ports = new Map<string, OpenPort>();
  for (const { address, port, inode } of sockets) {
    const process = names.get(inode) ?? null;
    const key = `${port} ${address} ${process}`;
    if (!ports.has(key)) ports.set(key, { address, port, process });
  }
  return [...ports.values()]
    .sort((a, b) => a.port - b.port || (a.address < b.address ? -1 : 1))
    .slice(0, PORTS_MAX);
}

/** Such as `tcp/8080 of python3`. */
function unexpectedPorts(
  details: Readonly<Record<'tcp' | 'udp', readonly OpenPort[]>>,
  parameters: CollectorParameters,
): string[] {
  const texts = parameters.texts('allowed');
  if (texts.length === 0) return [];
  const allowed = new AllowedPorts(texts);
  const withLoopback = parameters.flag('loopback');
  const unexpected = (['tcp', 'udp'] as const).flatMap((protocol) =>
    details[protocol]
      .filter(({ address }) => withLoopback || !isLoopback(address))
      .filter((open) => !allowed.has(protocol, open))
      .map(({ port, process }) => `${protocol}/${port} of ${process ?? 'an unknown process'}`),
  );
  return [...new Set(unexpected)].slice(0, UNEXPECTED_MAX);
}

function leftOut({ tcp, udp, connections }: SocketTables, searchComplete: boolean): string[] {
  const isLong = Math.max(tcp.length, udp.length) > PORTS_MAX;
  return [
    ...(connections === undefined ? [`connections: more than ${LINES_MAX} TCP sockets`] : []),
    ...(searchComplete
      ? []
      : [`processes: more open files than ${LINKS_MAX}, or ${LINKS_OF_PROCESS_MAX} of one`]),
    ...(isLong ? [`details: more than ${PORTS_MAX} of a kind`] : []),
  ];
}

function socketMetrics({ used, tcp, tcpTimeWait, tcpOrphaned, udp }: SocketTotals) {
  return { used, tcp, tcp_time_wait: tcpTimeWait, tcp_orphaned: tcpOrphaned, udp };
}
