import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bareEnvironment, PROJECT } from '../scripts/launched';
import { endProcess } from './end-process';

export interface LoadOptions {
  readonly server: string;
  /** Fingerprint of its key. */
  readonly serverKey: string;
  /** Data directories of the agents lie in it. */
  readonly directory: string;
  readonly ledger: string;
  /** Numbers of the agents in this process. */
  readonly agents: readonly number[];
  readonly series: number;
  readonly intervalMs: number;
  /** One tick in so many brings an event. */
  readonly eventEvery: number;
  /**
   * Comes back within 1.2 s, however often it failed, where a real agent waits up to a minute:
   * so that a server that is killed every few seconds has a load at all.
   */
  readonly isHasty: boolean;
}

export interface LoadStatus {
  readonly kind: 'status';
  /** Reports that no server has acknowledged. */
  readonly waiting: number;
  readonly connected: number;
  readonly droppedSamples: number;
  readonly skewMs: readonly (number | null)[];
  readonly rssBytes: number;
}

export type LoadReply = LoadStatus | { readonly kind: 'started' };

/** `quiet`: no more samples; `status`: how things stand. Both are answered with the status. */
export interface LoadRequest {
  readonly kind: 'quiet' | 'status';
}

const ANSWER_MS_MAX = 120_000;

/** Bundles the load generator; Node alone runs it then, in a tenth of the time. @returns its path */
export async function buildLoadProgram(folder: string): Promise<string> {
  const outfile = join(folder, 'load-program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./load-program.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    tsconfig: join(PROJECT, 'tsconfig.json'),
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    external: ['bufferutil', 'utf-8-validate', 'msgpackr-extract'],
    logLevel: 'silent',
  });
  return outfile;
}

/** One process of the load generator, which may be killed and started again. */
export class LoadProcess {
  readonly options: LoadOptions;
  readonly #program: string;
  readonly #environment: Record<string, string>;
  #child: ChildProcess | undefined;

  constructor(program: string, options: LoadOptions, environment: Record<string, string> = {}) {
    this.#program = program;
    this.options = options;
    this.#environment = environment;
    mkdirSync(options.directory, { recursive: true });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [this.#program, JSON.stringify(this.options)], {
      env: { ...bareEnvironment(), ...this.#environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    await once(child, 'message', { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  }

  async ask(kind: LoadRequest['kind']): Promise<LoadStatus> {
    const child = this.#child;
    if (child === undefined) throw new Error('the load does not run');
    const answer = once(child, 'message', { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    child.send({ kind } satisfies LoadRequest);
    const [message] = (await answer) as [LoadReply];
    if (message.kind !== 'status') throw new Error('the load gave a strange answer');
    return message;
  }

  async kill(): Promise<void> {
    await endProcess(this.#child, 'SIGKILL');
  }
}
