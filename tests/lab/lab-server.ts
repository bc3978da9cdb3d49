import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bareEnvironment, PROJECT } from '../scripts/launched';
import { endProcess } from './end-process';

interface Told {
  readonly kind: string;
  readonly url?: string;
  readonly setUpLink?: string;
  readonly serverKey?: string;
  readonly message?: string;
}

const PATIENCE_MS = 300_000;

/** The built server in a process of its own, which may be killed and started again. */
export class LabServer {
  readonly #folder: string;
  readonly #environment: Record<string, string>;
  /** Times that the process ended without having been told to. */
  deaths = 0;
  setUpLink = '';
  /** By which agents know that it is this server. */
  serverKey = '';
  #port: number;
  #child: ChildProcess | undefined;

  /** @param port 0 lets the kernel choose, once */
  constructor(folder: string, port = 0, environment: Record<string, string> = {}) {
    this.#folder = folder;
    this.#port = port;
    this.#environment = environment;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  get databaseDirectory(): string {
    return join(this.#folder, 'server/pg');
  }

  /** @returns how long it took until the server was ready, in milliseconds */
  async start(): Promise<number> {
    const startedMs = performance.now();
    const flags = JSON.parse(readFileSync(join(PROJECT, 'server/v8-flags.json'), 'utf8'));
    const child = spawn(process.execPath, [...flags, 'dist/server/main.mjs'], {
      cwd: PROJECT,
      env: {
        ...bareEnvironment(),
        ...this.#environment,
        OPSBRO_PORT: String(this.#port),
        OPSBRO_DATA: this.#folder,
      },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    const { url = '', setUpLink = '', serverKey = '' } = await told(child, 'ready');
    this.#port = Number(new URL(url).port);
    this.setUpLink = setUpLink;
    this.serverKey = serverKey;
    child.once('exit', (_, signal) => {
      if (signal === null) this.deaths += 1;
    });
    return performance.now() - startedMs;
  }

  async enrol(publicKey: Uint8Array, hostname: string): Promise<void> {
    const child = this.#child;
    if (child === undefined) throw new Error('the server does not run');
    const enrolled = told(child, 'enrolled');
    child.send({
      kind: 'enrol',
      publicKey: Buffer.from(publicKey).toString('base64'),
      hostname,
    });
    await enrolled;
  }

  kill(): Promise<void> {
    return endProcess(this.#child, 'SIGKILL');
  }

  /** As a person would. */
  async stop(): Promise<void> {
    const { deaths } = this;
    await endProcess(this.#child, 'SIGTERM');
    this.deaths = deaths;
  }
}

/** @throws {Error} with the server's own words when it fails, or ends, before it says so */
function told(child: ChildProcess, kind: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => fail(new Error(`the server was not ${kind} within ${PATIENCE_MS / 1_000} s`)),
      PATIENCE_MS,
    );
    const onExit = (code: number | null, by: string | null) =>
      fail(new Error(`the server ended with ${code ?? by} before it was ${kind}`));
    const onMessage = (message: Told) => {
      if (message.kind === 'failed') fail(new Error(message.message));
      if (message.kind !== kind) return;
      forget();
      resolve(message);
    };
    function forget(): void {
      clearTimeout(timer);
      child.off('exit', onExit);
      child.off('message', onMessage);
    }
    function fail(error: Error): void {
      forget();
      reject(error);
    }
    child.on('exit', onExit);
    child.on('message', onMessage);
  });
}
