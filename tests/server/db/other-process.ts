import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Another Node process that runs a TypeScript file, and what it says line by line. */
export class OtherProcess implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  readonly #reader: Interface;

  constructor(script: URL, ...values: string[]) {
    const path = fileURLToPath(script);
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    this.child = spawn(process.execPath, ['--import', 'tsx', path, ...values], {
      stdio: [...stdio],
    });
    if (this.child.stdout === null) throw new Error('expected a pipe');
    this.#reader = createInterface(this.child.stdout);
    this.#reader.on('line', (line) => this.lines.push(line));
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** Waits until it has said so many lines. */
  async said(count: number): Promise<void> {
    while (this.lines.length < count) await once(this.#reader, 'line');
  }

  /** As `kill -9`: it has no say in it. What it said before still arrives. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
