import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment, PROJECT } from '../scripts/launched';

const SERVER = 'dist/server/main.mjs';
const AGENT = join(PROJECT, 'dist/agent/opsbro.mjs');
const PATIENCE_MS = 60_000;

interface Ready {
  readonly url: string;
  readonly serverKey: string;
  readonly setUpLink?: string;
}

/** One of several built servers on one PostgreSQL; they share a copy of the keys of the first. */
export class ServerProcess {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #ready: Ready | undefined;

  constructor(folder: string, keysOf?: ServerProcess) {
    this.#folder = folder;
    if (keysOf === undefined) return;
    mkdirSync(join(folder, 'server'), { recursive: true });
    for (const name of ['keys', 'session.secret']) {
      const source = join(keysOf.#folder, 'server', name);
      if (existsSync(source)) cpSync(source, join(folder, 'server', name), { recursive: true });
    }
  }

  get ready(): Ready {
    if (this.#ready === undefined) throw new Error('the server does not run');
    return this.#ready;
  }

  async start(databaseUrl: string): Promise<void> {
    const places = { OPSBRO_PORT: '0', OPSBRO_DATA: this.#folder, DATABASE_URL: databaseUrl };
    this.#child = spawn(process.execPath, [SERVER], {
      cwd: PROJECT,
      env: { ...bareEnvironment(), ...places },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#ready = (await this.#told('ready')) as unknown as Ready;
  }

  /** Has the server admit an agent. */
  async enrol(agent: AgentProcess): Promise<void> {
    const enrolled = this.#told('enrolled');
    this.#child?.send({ kind: 'enrol', publicKey: await agent.publicKey(), hostname: agent.name });
    agent.nodeId = String((await enrolled).nodeId);
  }

  end(how: NodeJS.Signals): Promise<void> {
    return end(this.#child, how);
  }

  async #told(kind: string): Promise<Record<string, unknown>> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      if (this.#child === undefined) throw new Error('the server does not run');
      const [message] = await once(this.#child, 'message', { signal });
      if (message.kind === kind) return message;
      if (message.kind === 'failed') throw new Error(message.message);
    }
  }
}

/** A built agent that may be told another server each time it starts. */
export class AgentProcess {
  readonly name: string;
  nodeId = '';
  readonly #folder: string;
  #child: ChildProcess | undefined;

  constructor(name: string, folder: string) {
    this.name = name;
    this.#folder = folder;
  }

  /** Starts with one collector that runs each second. */
  start({ ready: { url, serverKey } }: ServerProcess): void {
    const server = ['--server', url.replace(/^http/, 'ws'), '--server-key', serverKey];
    const steady = ['--collector', 'loadaverage.interval=1s'];
    this.#child = spawn(
      process.execPath,
      [AGENT, 'agent', 'start', ...server, ...steady, '--data', this.#folder],
      { cwd: PROJECT, env: bareEnvironment(), stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }

  end(how: NodeJS.Signals): Promise<void> {
    return end(this.#child, how);
  }

  async publicKey(): Promise<string> {
    return (await this.#ask('agent', 'print', 'public-key')).trim();
  }

  /** Reports that nobody acknowledged yet; undefined while it has no server. */
  async waitingReports(): Promise<number | undefined> {
    try {
      const { state, outbox } = JSON.parse(await this.#ask('agent', 'info', '--json')).uplink;
      return state === 'connected' ? outbox.reports : undefined;
    } catch {
      return undefined;
    }
  }

  async #ask(...words: readonly string[]): Promise<string> {
    const all = [AGENT, ...words, '--data', this.#folder];
    const options = { cwd: PROJECT, env: bareEnvironment() };
    return (await promisify(execFile)(process.execPath, all, options)).stdout;
  }
}

async function end(child: ChildProcess | undefined, how: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(how);
  await exited;
}
