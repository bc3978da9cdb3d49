import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openIdentity } from '@/agent/uplink/identity';
import { bareEnvironment, PROJECT, until } from '../scripts/launched';
import { endProcess } from './end-process';
import type { LabServer } from './lab-server';

const AGENT = join(PROJECT, 'dist/agent/opsbro.mjs');
const COLLECTOR = 'loadaverage';
const INTERVAL_MS = 1_000;

/** The built agent with one collector that runs each second, and how well it keeps to that. */
export class SteadyAgent {
  readonly #folder: string;
  readonly #environment: Record<string, string>;
  #child: ChildProcess | undefined;
  #since = { runs: 0, atMs: 0 };

  constructor(folder: string, environment: Record<string, string>) {
    this.#folder = folder;
    this.#environment = environment;
  }

  async start(server: LabServer): Promise<void> {
    await server.enrol(openIdentity(this.#folder).publicKey, 'steady');
    const steady = ['--collector', `${COLLECTOR}.interval=${INTERVAL_MS / 1_000}s`];
    const key = server.serverKey === '' ? [] : ['--server-key', server.serverKey];
    const words = ['agent', 'start', '--server', server.url, ...key, ...steady];
    this.#child = spawn(process.execPath, [AGENT, ...words, '--data', this.#folder], {
      cwd: PROJECT,
      env: { ...bareEnvironment(), ...this.#environment },
      stdio: 'ignore',
    });
    await until('the agent runs its collector', async () => (await this.#runs()) > 2);
    this.#since = { runs: await this.#runs(), atMs: performance.now() };
  }

  /** How much more often than asked for the collector ran since the start, in percent. */
  async cadencePercent(): Promise<number> {
    const runs = (await this.#runs()) - this.#since.runs;
    const expected = (performance.now() - this.#since.atMs) / INTERVAL_MS;
    return (runs / expected - 1) * 100;
  }

  async stop(): Promise<void> {
    await endProcess(this.#child, 'SIGTERM');
  }

  async #runs(): Promise<number> {
    try {
      const words = [AGENT, 'collectors', 'list', '--json', '--data', this.#folder];
      const { stdout } = await promisify(execFile)(process.execPath, words, {
        env: bareEnvironment(),
      });
      const all = JSON.parse(stdout) as { collector: string; runs: number }[];
      return all.find(({ collector }) => collector === COLLECTOR)?.runs ?? 0;
    } catch {
      return 0;
    }
  }
}
