import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { socketPath } from '@/agent/local-api/socket-path';

const ROOT = join(import.meta.dirname, '../../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as it is shipped, in a directory without node_modules, with packs of a test's own. */
export class BuiltAgent {
  readonly directory = mkdtempSync(join(tmpdir(), 'opsbro-cli-'));
  readonly data = join(this.directory, 'data');
  readonly program = join(this.directory, 'built', 'opsbro.mjs');
  readonly packs = join(this.directory, 'packs');
  readonly #running = new Set<ChildProcess>();

  build(): this {
    execFileSync('node', ['scripts/build-agent.mjs', join(this.directory, 'built')], { cwd: ROOT });
    return this;
  }

  collector(name: string, body: string): void {
    mkdirSync(join(this.packs, 'test', 'collectors'), { recursive: true });
    writeFileSync(
      join(this.packs, 'test', 'pack.yaml'),
      'name: test\nversion: 1.0.0\nsummary: For tests.\n',
    );
    const value = `{ node: { is: 'metric', kind: 'gauge', unit: 'percent', help: 'A number.' } }`;
    const os = `{ node: { is: 'fact', help: 'A fact.' }, optional: true }`;
    writeFileSync(
      join(this.packs, 'test', 'collectors', `${name}.mjs`),
      `export default { name: '${name}', summary: 'What ${name} does.', intervalMs: 1000, timeoutMs: 2000,
        shape: { node: { is: 'group', inner: { value: ${value}, os: ${os} } } },
        async collect() { ${body} } };`,
    );
  }

  check(name: string, text: string): void {
    this.definition('checks', name, text);
  }

  definition(kind: 'checks' | 'detectors' | 'roles', name: string, text: string): void {
    mkdirSync(join(this.packs, 'test', kind), { recursive: true });
    writeFileSync(join(this.packs, 'test', kind, `${name}.yaml`), text);
  }

  /** What another program would say on the agent's socket, and hear. */
  call(method: string, path: string, body = ''): Promise<{ status: number; body: unknown }> {
    return this.callAt(this.data, method, path, body);
  }

  /** As `call`, for the agent of another data directory. */
  callAt(
    data: string,
    method: string,
    path: string,
    body = '',
  ): Promise<{ status: number; body: unknown }> {
    return new Promise((resolve, reject) => {
      const target = { socketPath: socketPath(data), method, path, agent: false as const };
      const outgoing = request(target, (answer) => {
        let text = '';
        answer.on('data', (piece) => {
          text += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Runs a command to its end. */
  run(words: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
    const child = this.#spawn(words, variables);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (piece) => {
      stdout += piece;
    });
    child.stderr?.on('data', (piece) => {
      stderr += piece;
    });
    return new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  /** As `run`, for the agent of this test's data directory. */
  on(...words: string[]): Promise<Ended> {
    return this.run([...words, '--data', this.data]);
  }

  /** Starts the agent; resolves when it answers. */
  start(...words: string[]): Promise<ChildProcess> {
    return this.startAt(this.data, ...words);
  }

  /** As `start`, with another data directory. */
  async startAt(data: string, ...words: string[]): Promise<ChildProcess> {
    const child = this.#spawn(
      ['agent', 'start', '--data', data, '--packs', this.packs, ...words],
      {},
    );
    for (let attempt = 0; attempt < 100; attempt++) {
      const { code } = await this.run(['agent', 'info', '--data', data]);
      if (code === 0) return child;
    }
    throw new Error('the agent did not start');
  }

  end(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }

  #spawn(words: readonly string[], variables: Record<string, string>): ChildProcess {
    const child = spawn(process.execPath, [this.program, ...words], {
      cwd: this.directory,
      // Nothing of the caller's but where programs are.
      env: { PATH: process.env.PATH ?? '', ...variables } as unknown as NodeJS.ProcessEnv,
    });
    this.#running.add(child);
    child.on('exit', () => this.#running.delete(child));
    return child;
  }
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code));
  });
}
