import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServiceProgram extends AsyncDisposable {
  /** Its own, writable for its user; gone with it. */
  readonly directory: string;
  /** To all of its processes, such as SIGSTOP. */
  signal(signal: NodeJS.Signals): void;
  /** As a power cut ends it. */
  kill(): Promise<void>;
}

interface ServiceStart {
  /** The system's user for it, when these tests are run by root. */
  readonly user: string;
  /** Before the program starts, such as the making of an empty database. */
  readonly prepare?: (directory: string, asUser: RunAsUser) => void;
  readonly command: (directory: string) => readonly [program: string, ...words: string[]];
  readonly environment?: (directory: string) => Readonly<Record<string, string>>;
  /** Whether it does its work now. */
  readonly isReady: () => boolean | Promise<boolean>;
}

type RunAsUser = (program: string, ...words: string[]) => string;

const READY_MS = 60_000;

/** Starts the real server in a directory of its own, and waits until it does its work. */
export async function startService(start: ServiceStart): Promise<ServiceProgram> {
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-service-'));
  const owner = process.getuid?.() === 0 ? idsOf(start.user) : undefined;
  chmodSync(directory, 0o755);
  if (owner !== undefined) chownSync(directory, owner.uid, owner.gid);
  const env = { ...process.env, HOME: directory, ...start.environment?.(directory) };
  const options = { cwd: directory, env, ...owner };
  start.prepare?.(directory, (program, ...words) =>
    execFileSync(program, words, { ...options, encoding: 'utf8', stdio: 'pipe' }),
  );
  const [program, ...words] = start.command(directory);
  const log = openSync(join(directory, 'output.txt'), 'w');
  // A group of its own: some servers are several processes, and all of them have to end.
  const child = spawn(program, words, { ...options, stdio: ['ignore', log, log], detached: true });
  const kill = () => killGroup(child);
  try {
    await untilReady(child, start.isReady);
  } catch (error) {
    await kill();
    const said = readFileSync(join(directory, 'output.txt'), 'utf8').slice(-2_000);
    throw new Error(`${program} did not get ready: ${said}`, { cause: error });
  }
  return {
    directory,
    signal: (signal) => {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    },
    kill,
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): { uid: number; gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, user], { encoding: 'utf8' })),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

async function untilReady(child: ChildProcess, isReady: ServiceStart['isReady']): Promise<void> {
  const endMs = performance.now() + READY_MS;
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (performance.now() > endMs) throw new Error(`it took longer than ${READY_MS} ms`);
    await delay(100);
  }
}

async function killGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

/** A port of the loopback interface that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether a command succeeds, such as the service's own client asking whether it is there. */
export function succeeds(program: string, ...words: string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore', timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether these programs are here; says once what is not, for what is skipped looks like what has
 * passed.
 * @throws {Error} with OPSBRO_TEST_SERVICES=1, where all of them have to be
 */
export function hasPrograms(...paths: readonly string[]): boolean {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length === 0) return true;
  const text = `skipped; missing here: ${missing.join(', ')}`;
  if (process.env.OPSBRO_TEST_SERVICES === '1') throw new Error(text);
  process.stdout.write(`\n  ${text}\n\n`);
  return false;
}
