import { parseAddress } from './socket-address';

/** One line of `/proc/net/{tcp,tcp6,udp,udp6}`, see proc_net(5). */
export interface SocketLine {
  readonly address: string;
  readonly port: number;
  /** Two digits, see `TCP_STATES`; `07` is a UDP socket that is bound and not connected. */
  readonly state: string;
  readonly inode: string;
}

/** What the kernel's numbers mean, of those that are counted one by one. */
const TCP_STATES = {
  '01': 'established',
  '03': 'syn_recv',
  '06': 'time_wait',
  '08': 'close_wait',
  '0A': 'listen',
} as const;

export const LISTENING = '0A';
export const UNCONNECTED = '07';

/**
 * @param line such as `0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 0 0 0 1060 …`
 * @returns `undefined` for the heading and for a line that is cut off or malformed.
 */
export function parseSocketLine(line: string, bigEndian: boolean): SocketLine | undefined {
  const [, local, , state, , , , , , inode] = line.trim().split(/\s+/, 10);
  const [addressHex = '', portHex = ''] = local?.split(':') ?? [];
  const address = parseAddress(addressHex, bigEndian);
  if (address === undefined || !/^[0-9A-F]{4}$/.test(portHex)) return undefined;
  if (state === undefined || inode === undefined || !/^\d+$/.test(inode)) return undefined;
  return { address, port: Number.parseInt(portHex, 16), state, inode };
}

/** The state alone, which is all that most lines are asked for. */
export function stateOf(line: string): string | undefined {
  return /^\s*\d+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line)?.[1];
}

/** Connections of each state, over any number of tables. */
export function countTcpStates(lines: readonly string[]) {
  const counts = { established: 0, syn_recv: 0, time_wait: 0, close_wait: 0, listen: 0, other: 0 };
  for (const line of lines) {
    const state = stateOf(line);
    if (state === undefined) continue;
    counts[TCP_STATES[state as keyof typeof TCP_STATES] ?? 'other'] += 1;
  }
  return counts;
}
