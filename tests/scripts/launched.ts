import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start` as a process of its own, without anything of this test's environment. */
export class Launched implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly startedMs = performance.now();
  stdout = '';
  stderr = '';

  constructor(
    words: readonly string[],
    environment: Record<string, string> = {},
    nodeFlags: readonly string[] = [],
  ) {
    this.child = spawn(process.execPath, [...nodeFlags, 'scripts/start.mjs', ...words], {
      cwd: PROJECT,
      env: { ...bareEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get secondsSinceStart(): number {
    return (performance.now() - this.startedMs) / 1_000;
  }

  get url(): string | undefined {
    return /listening .*(http:\S+)/.exec(this.stdout)?.[1];
  }

  get setUpLink(): string | undefined {
    return /First visit (\S+)/.exec(this.stdout)?.[1];
  }

  /** Until it has printed everything and runs. */
  async running(): Promise<string> {
    await until('it runs', () => this.stdout.includes('Ctrl-C') || this.child.exitCode !== null);
    if (this.url === undefined || this.child.exitCode !== null) {
      throw new Error(`It did not start:\n${this.stdout}\n${this.stderr}`);
    }
    return this.url;
  }

  async ended(): Promise<Ended> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await once(this.child, 'close');
    }
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended();
  }
}

/** Production's, whatever runs this test: neither its `OPSBRO_` variables nor its `NODE_ENV`. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NODE_ENV: 'production' };
}

/** Polls: a loaded machine makes a test slower, not red. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  patienceMs = 60_000,
): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await sleep(50);
  }
}

/** The processes that a process started itself, with their command lines. See proc_pid_stat(5). */
export function childrenOf(parent: number): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map((name) => ({ pid: Number(name), command: read(name, 'cmdline').replaceAll('\0', ' ') }));
}

function parentOf(pid: string): number {
  // The name of the program, in brackets, may hold anything, brackets too.
  return Number(read(pid, 'stat').split(') ').at(-1)?.split(' ')[1]);
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

export function isRunning(pid: number): boolean {
  const state = read(String(pid), 'stat').split(') ').at(-1)?.[0];
  return state !== undefined && state !== 'Z' && state !== '';
}
