import { lookup, reverse } from 'node:dns/promises';
import { createConnection } from 'node:net';
import type { TcpTarget } from '@/common/expression/host-facts';

/** Whether something accepts a TCP connection; it is closed at once. */
export function connects(
  { host, port, timeoutMs }: TcpTarget,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: timeoutMs });
    const end = (isOpen: boolean) => {
      socket.destroy();
      signal.removeEventListener('abort', giveUp);
      resolve(isOpen);
    };
    const giveUp = () => end(false);
    signal.addEventListener('abort', giveUp);
    socket.once('connect', () => end(true));
    socket.once('timeout', giveUp);
    socket.once('error', giveUp);
  });
}

/** The first address that the system's resolver gives for a name. */
export async function addressOf(name: string): Promise<string | undefined> {
  try {
    return (await lookup(name)).address;
  } catch {
    return undefined;
  }
}

/** The name that DNS gives for an address. */
export async function nameOf(address: string): Promise<string | undefined> {
  try {
    return (await reverse(address))[0];
  } catch {
    return undefined;
  }
}
