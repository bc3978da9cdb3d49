import type { Host } from '@/agent/collectors/host';
import { isBigEndian } from './socket-address';
import { socketLines } from './socket-lines';
import { LISTENING, parseSocketLine, stateOf } from './socket-table';

/** The TCP ports that something listens on, at any address; costs what `socketLines` says. */
export async function listeningPorts(host: Host): Promise<ReadonlySet<number>> {
  const bigEndian = isBigEndian(host.arch);
  const isListening = (line: string) => stateOf(line) === LISTENING;
  const lines = [
    ...(await socketLines(host, '/proc/net/tcp', isListening)),
    ...(await socketLines(host, '/proc/net/tcp6', isListening)),
  ];
  const ports = lines.flatMap((line) => parseSocketLine(line, bigEndian)?.port ?? []);
  return new Set(ports);
}
