import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createLocalClient, type LocalClient } from '@/agent/local-api/local-client';
import { socketPath } from '@/agent/local-api/socket-path';
import { openIdentity } from '@/agent/uplink/identity';
import { bareEnvironment, PROJECT, until } from '../scripts/launched';
import { endProcess } from './end-process';
import type { LabServer } from './lab-server';

const AGENT = join(PROJECT, 'dist/agent/opsbro.mjs');
const COLLECTOR = 'loadaverage';
const INTERVAL_MS = 1_000;

/**
 * A run comes late on a busy machine, and never early: of so many in a row the one that was least
 * late tells the beat. So the error of a measurement is that of `until`, 50 ms or 0.2 % of 25 s, where
 * a count between two moments may be off by a whole run, 4 % of them.
 */
const RUNS_LOOKED_AT = 5;

/** A run of the collector, as it was seen from outside. */
interface Beat {
  /** How many there had been with this one. */
  readonly runs: number;
  readonly atMs: number;
}

/** The built agent with one collector that runs each second, and how well it keeps to that. */
export class SteadyAgent {
  readonly #folder: string;
  readonly #environment: Record<string, string>;
  readonly #local: LocalClient;
  #child: ChildProcess | undefined;
  #first: Beat = { runs: 0, atMs: 0 };

  constructor(folder: string, environment: Record<string, string>) {
    this.#folder = folder;
    this.#environment = environment;
    this.#local = createLocalClient(socketPath(folder));
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
    this.#first = await this.#beat();
  }

  /** How much more often than asked for the collector ran since the start, in percent. */
  async cadencePercent(): Promise<number> {
    const last = await this.#beat();
    const expected = (last.atMs - this.#first.atMs) / INTERVAL_MS;
    return ((last.runs - this.#first.runs) / expected - 1) * 100;
  }

  async stop(): Promise<void> {
    await endProcess(this.#child, 'SIGTERM');
  }

  async #beat(): Promise<Beat> {
    const beats: Beat[] = [];
    while (beats.length < RUNS_LOOKED_AT) beats.push(await this.#nextRun());
    const lateMs = ({ runs, atMs }: Beat) => atMs - runs * INTERVAL_MS;
    return beats.reduce((best, beat) => (lateMs(beat) < lateMs(best) ? beat : best));
  }

  async #nextRun(): Promise<Beat> {
    const before = await this.#runs();
    let runs = before;
    await until('the collector runs again', async () => {
      runs = await this.#runs();
      return runs > before;
    });
    return { runs, atMs: performance.now() };
  }

  /** 0 while the agent gives no answer. */
  async #runs(): Promise<number> {
    try {
      const all = await this.#local.collectors();
      return all.find(({ collector }) => collector === COLLECTOR)?.runs ?? 0;
    } catch {
      return 0;
    }
  }
}
