import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface BenchServer {
  readonly url: string;
  readonly pid: number;
  /** Fingerprint of its key, which an agent has to know. */
  readonly serverKey: string;
  /** A link for the first account. */
  readonly setUpLink: string;
  /** Admits the agent of a data directory, whose key is made when there is none. */
  enrol(agentDirectory: string): Promise<void>;
  /** Restarts it, so that its counters begin at nothing. */
  readonly forget: () => Promise<void>;
  stop(): Promise<void>;
}

/** The built server in a process of its own, on a port and a directory of its own. */
export async function startBenchServer(directory: string): Promise<BenchServer> {
  mkdirSync(directory, { recursive: true });
  let port = '0';
  let child = start();
  let told = await ready(child);
  port = new URL(told.url).port;

  function start() {
    const flags = JSON.parse(readFileSync('server/v8-flags.json', 'utf8')) as string[];
    return spawn(process.execPath, [...flags, 'dist/server/main.mjs'], {
      env: { ...process.env, NODE_ENV: 'production', OPSBRO_PORT: port, OPSBRO_DATA: directory },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  async function stop(): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }

  return {
    get url() {
      return told.url;
    },
    get pid() {
      return child.pid ?? 0;
    },
    serverKey: told.serverKey,
    setUpLink: told.setUpLink ?? '',
    async enrol(agentDirectory) {
      const words = [
        'dist/agent/opsbro.mjs',
        'agent',
        'print',
        'public-key',
        '--data',
        agentDirectory,
      ];
      const publicKey = execFileSync(process.execPath, words, { encoding: 'utf8' }).trim();
      const answered = once(child, 'message');
      child.send({ kind: 'enrol', publicKey, hostname: 'bench' });
      await answered;
    },
    async forget() {
      await stop();
      await sleep(200);
      child = start();
      told = await ready(child);
    },
    stop,
  };
}

interface Ready {
  readonly url: string;
  readonly serverKey: string;
  readonly setUpLink?: string;
}

function ready(child: ReturnType<typeof spawn>): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { kind: string; message?: string } & Ready) => {
      if (message.kind === 'ready') resolve(message);
      if (message.kind === 'failed') reject(new Error(message.message));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
  });
}
