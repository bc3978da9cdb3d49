import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalClient, type LocalClient } from '@/agent/local-api/local-client';
import { socketPath } from '@/agent/local-api/socket-path';
import { writeKeyFile } from '@/agent/transport/key-file';
import type { MemberState } from '@/common/domain/member';
import { openSwitch, type Switch } from './switch';

const START_MS_MAX = 180_000;
const LOOK_MS = 50;

export interface GossipHostsOptions {
  /** Of its namespaces: a few letters. */
  readonly name: string;
  /** Of its addresses: `10.77`. */
  readonly prefix: string;
  readonly hosts: number;
  /** The agent as it is built. */
  readonly program: string;
  readonly folder: string;
}

/** Machines on a switch that does what it is told, each with the real agent on it. */
export class GossipHosts implements AsyncDisposable {
  readonly switch: Switch;
  readonly hosts: readonly GossipHost[];

  constructor(opened: Switch, hosts: readonly GossipHost[]) {
    this.switch = opened;
    this.hosts = hosts;
  }

  static async open(options: GossipHostsOptions): Promise<GossipHosts> {
    const opened = await openSwitch(options.name, options.hosts, options.prefix);
    const hosts = Array.from({ length: options.hosts }, (_, port) => {
      return new GossipHost(opened, port, options);
    });
    return new GossipHosts(opened, hosts);
  }

  /** @throws {RangeError} for a machine that is not there */
  at(port: number): GossipHost {
    const host = this.hosts[port];
    if (host === undefined) throw new RangeError(`there is no host ${port}`);
    return host;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.kill('SIGKILL')));
    await this.switch[Symbol.asyncDispose]();
  }
}

export class GossipHost {
  readonly name: string;
  readonly address: string;
  readonly client: LocalClient;
  readonly #namespace: string;
  readonly #program: string;
  readonly #data: string;
  #child: ChildProcess | undefined;

  constructor(opened: Switch, port: number, { folder, program }: GossipHostsOptions) {
    this.name = `host-${port}`;
    this.address = opened.address(port);
    this.#namespace = opened.namespace(port);
    this.#program = program;
    this.#data = join(folder, this.name);
    mkdirSync(this.#data, { recursive: true, mode: 0o700 });
    this.client = createLocalClient(socketPath(this.#data));
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @param fill of all 32 bytes of the key: who has the same number has the same key */
  setKey(fill: number, zone = 'default'): void {
    const bytes = new Uint8Array(32).fill(fill);
    writeKeyFile(this.#data, zone, {
      entries: [{ zone, bytes, state: 'use' }],
      masterKey: undefined,
    });
  }

  /** @param words settings of the agent; settles when it answers */
  async start(...words: string[]): Promise<void> {
    const start = ['agent', 'start', '--data', this.#data, '--name', this.name, ...words];
    const child = spawn('ip', this.#inside(start), { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(join(this.#data, 'lab.log'), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.#child = child;
    const endMs = performance.now() + START_MS_MAX;
    while (!(await this.#answers())) {
      if (performance.now() > endMs) throw new Error(`${this.name} did not start: ${this.#data}`);
      await sleep(LOOK_MS);
    }
  }

  /** `ip netns exec` becomes the program, so its process is the agent's. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  }

  /** Whether its agent ended by itself. */
  get hasEnded(): boolean {
    return this.#child !== undefined && this.#child.exitCode !== null;
  }

  /** Runs a command there. */
  async run(...words: string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn('ip', this.#inside([...words, '--data', this.#data]));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }

  /** How it holds each that it knows, by name. */
  async view(): Promise<Record<string, MemberState>> {
    const members = await this.client.members();
    return Object.fromEntries(members.map(({ card, state }) => [card.name, state]));
  }

  async #answers(): Promise<boolean> {
    try {
      await this.client.cluster();
      return true;
    } catch {
      return false;
    }
  }

  #inside(words: readonly string[]): string[] {
    return ['netns', 'exec', this.#namespace, process.execPath, this.#program, ...words];
  }
}
