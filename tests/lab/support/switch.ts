import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('switch.py', import.meta.url));

/** Why there can be no switch here. */
export function lacksSwitch(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (!existsSync('/dev/net/tun')) return 'needs /dev/net/tun';
  if (!existsSync('/usr/bin/python3')) return 'needs Python 3';
  return existsSync('/usr/sbin/ip') || existsSync('/sbin/ip') ? undefined : 'needs iproute2';
}

/** Machines on a switch that loses, delays, doubles and cuts what it is told to. */
export interface Switch extends AsyncDisposable {
  /** @returns as `ip netns` knows it */
  namespace(port: number): string;
  address(port: number): string;
  /** A line as switch.py describes them. @returns its answer */
  tell(line: string): Promise<string>;
}

/**
 * @param name of its namespaces, each with its number behind it
 * @param prefix of their addresses, `10.77`
 */
export async function openSwitch(name: string, ports: number, prefix: string): Promise<Switch> {
  const child = spawn('python3', [PROGRAM, name, String(ports), prefix], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await answers.next();
    if (done === true) throw new Error('The switch came to its end.');
    return value;
  };
  await answer();
  return {
    namespace: (port) => `${name}${port}`,
    address: (port) => `${prefix}.${(port + 1) >> 8}.${(port + 1) & 255}`,
    async tell(line) {
      child.stdin.write(`${line}\n`);
      return await answer();
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
