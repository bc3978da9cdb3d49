import type { Host } from '@/agent/collectors/host';
import { isBigEndian } from './socket-address';
import { LINES_MAX, socketLines } from './socket-lines';
import {
  countTcpStates,
  LISTENING,
  parseSocketLine,
  type SocketLine,
  stateOf,
  UNCONNECTED,
} from './socket-table';
import type { SocketTotals } from './socket-totals';

export interface SocketTables {
  /** Listening. */
  readonly tcp: readonly SocketLine[];
  /** Bound and not connected. */
  readonly udp: readonly SocketLine[];
  /** `undefined` when there are too many to count. */
  readonly connections: ReturnType<typeof countTcpStates> | undefined;
}

/** A new port is seen after two minutes at the latest; reading costs milliseconds, see `socketLines`. */
const READ_MS_MIN = 120_000;
const READ_MS_MAX = 600_000;

/** The tables as last read: again when the totals have changed, and else every ten minutes. */
export class RememberedTables {
  #tables: SocketTables | undefined;
  #totals = '';
  #readMs = 0;

  async read(host: Host, totals: SocketTotals | undefined): Promise<SocketTables> {
    const elapsedMs = host.nowMs() - this.#readMs;
    const now = JSON.stringify([totals?.tcp, totals?.udp]);
    const isDue = elapsedMs >= READ_MS_MAX || (elapsedMs >= READ_MS_MIN && now !== this.#totals);
    if (this.#tables !== undefined && !isDue) return this.#tables;
    this.#readMs = host.nowMs();
    this.#totals = now;
    this.#tables = await readSocketTables(host, totals);
    return this.#tables;
  }
}

/** @param totals tell whether there are too many connections to count them one by one. */
async function readSocketTables(
  host: Host,
  totals: SocketTotals | undefined,
): Promise<SocketTables> {
  const isCrowded = totals !== undefined && totals.tcp + totals.tcpTimeWait > LINES_MAX;
  const belongs = (line: string) => !isCrowded || stateOf(line) === LISTENING;
  const tcp = [
    ...(await socketLines(host, '/proc/net/tcp', belongs)),
    ...(await socketLines(host, '/proc/net/tcp6', belongs)),
  ];
  const udp = [
    ...(await socketLines(host, '/proc/net/udp', () => true)),
    ...(await socketLines(host, '/proc/net/udp6', () => true)),
  ];
  return {
    tcp: socketsIn(host, tcp, LISTENING),
    udp: socketsIn(host, udp, UNCONNECTED),
    connections: isCrowded ? undefined : countTcpStates(tcp),
  };
}

function socketsIn(host: Host, lines: readonly string[], state: string): SocketLine[] {
  const bigEndian = isBigEndian(host.arch);
  return lines.flatMap((line) => {
    if (stateOf(line) !== state) return [];
    return parseSocketLine(line, bigEndian) ?? [];
  });
}
