import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment, PROJECT } from '../scripts/launched';

const AGENT = join(PROJECT, 'dist/agent/opsbro.mjs');
const PATIENCE_MS = 60_000;

type Told = { kind: string; url?: string; serverKey?: string; message?: string };

/** The built server and the built agent as processes that a test may kill, over one directory. */
export class FleetOfOne {
  readonly #folder: string;
  #port = 0;
  #serverKey = '';
  #server: ChildProcess | undefined;
  #agent: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get databaseDirectory(): string {
    return join(this.#folder, 'server/pg');
  }

  /** Starts the server, after the first time on the same port, and waits until it is ready. */
  async startServer(): Promise<void> {
    const server = spawn(process.execPath, ['dist/server/main.mjs'], {
      cwd: PROJECT,
      env: {
        ...bareEnvironment(),
        OPSBRO_PORT: String(this.#port),
        OPSBRO_DATA: this.#folder,
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#server = server;
    const { url = '', serverKey = '' } = await told(server, 'ready');
    this.#serverKey = serverKey;
    this.#port = Number(new URL(url).port);
  }

  /** Has the agent make its key, and the server admit it. */
  async enrol(): Promise<void> {
    const { stdout } = await this.#ask('agent', 'print', 'public-key');
    const server = this.#server;
    if (server === undefined) throw new Error('the server does not run');
    const enrolled = told(server, 'enrolled');
    server.send({ kind: 'enrol', publicKey: stdout.trim(), hostname: 'box' });
    await enrolled;
  }

  /** Starts the agent with one collector that runs each second. */
  startAgent(): void {
    const server = ['--server', `ws://127.0.0.1:${this.#port}`];
    const words = [...server, '--server-key', this.#serverKey];
    const steady = ['--collector', 'loadaverage.interval=1s'];
    this.#agent = spawn(
      process.execPath,
      [AGENT, 'agent', 'start', ...words, ...steady, ...this.#data()],
      { cwd: PROJECT, env: bareEnvironment(), stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }

  killServer(): Promise<void> {
    return end(this.#server, 'SIGKILL');
  }

  killAgent(): Promise<void> {
    return end(this.#agent, 'SIGKILL');
  }

  /** Reports that the agent keeps because nobody acknowledged them; undefined while it starts. */
  async waitingReports(): Promise<number | undefined> {
    try {
      const { stdout } = await this.#ask('agent', 'info', '--json');
      const { state, outbox } = JSON.parse(stdout).uplink;
      return state === 'connected' ? outbox.reports : undefined;
    } catch {
      return undefined;
    }
  }

  /** Ends both as a person would, the agent first. */
  async stop(): Promise<void> {
    await end(this.#agent, 'SIGTERM');
    await end(this.#server, 'SIGTERM');
  }

  #ask(...words: readonly string[]) {
    const all = [AGENT, ...words, ...this.#data()];
    return promisify(execFile)(process.execPath, all, { cwd: PROJECT, env: bareEnvironment() });
  }

  #data(): readonly string[] {
    return ['--data', join(this.#folder, 'agent')];
  }
}

async function told(server: ChildProcess, kind: string): Promise<Told> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const [message] = (await once(server, 'message', { signal })) as [Told];
    if (message.kind === kind) return message;
    if (message.kind === 'failed') throw new Error(message.message);
  }
}

async function end(child: ChildProcess | undefined, how: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(how);
  await exited;
}
