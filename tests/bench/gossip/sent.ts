import { readFileSync } from 'node:fs';

export interface Sent {
  readonly datagrams: number;
  /** Of datagrams and streams, without the headers of IP, UDP and TCP. */
  readonly payloadBytes: number;
}

const IP_UDP_BYTES = 28;
/** With the timestamps that Linux puts into each segment. */
const IP_TCP_BYTES = 52;

/** What was sent in this network namespace so far. */
export function sent(): Sent {
  const datagrams = counter('/proc/net/snmp', 'Udp', 'OutDatagrams');
  const segments = counter('/proc/net/snmp', 'Tcp', 'OutSegs');
  const octets = counter('/proc/net/netstat', 'IpExt', 'OutOctets');
  return {
    datagrams,
    payloadBytes: octets - IP_UDP_BYTES * datagrams - IP_TCP_BYTES * segments,
  };
}

/** Names stand in one line, values in the next. */
function counter(path: string, protocol: string, name: string): number {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${protocol}:`))
    .map((line) => line.split(' '));
  const [names = [], values = []] = lines;
  return Number(values[names.indexOf(name)] ?? 0);
}
