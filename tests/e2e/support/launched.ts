import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Launched extends AsyncDisposable {
  readonly url: string;
  readonly setUpLink: string | undefined;
  readonly data: string;
  /** From the start of the launcher until it said that all is there. */
  readonly startSeconds: number;
  /** The child of the launcher that runs a file, by the part of its path that is given. */
  processId(file: string): number;
  stop(): Promise<number | null>;
}

interface Given {
  readonly data?: string;
  readonly port?: string;
  /** Besides what this process has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** `npm start` as a person runs it, on a port and a directory of its own. */
export async function launch(given: Given = {}): Promise<Launched> {
  const data = given.data ?? mkdtempSync(join(tmpdir(), 'opsbro-e2e-'));
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    ['scripts/start.mjs', '--port', given.port ?? '0', '--data', data],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...given.environment } },
  );
  const output = await printed(child, /Stop +Ctrl-C/);
  const url = /Dashboard +(\S+)/.exec(output)?.[1];
  if (url === undefined) throw new Error(`no address in what the launcher printed:\n${output}`);

  async function stop(): Promise<number | null> {
    if (child.exitCode !== null) return child.exitCode;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await gone) as [number | null];
    return code;
  }
  return {
    url,
    setUpLink: /First visit +(\S+)/.exec(output)?.[1],
    data,
    startSeconds: (performance.now() - startedMs) / 1_000,
    processId: (file) => childOf(child.pid ?? 0, file),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      if (given.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

function childOf(parent: number, file: string): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      const isChild = new RegExp(`^PPid:\\s+${parent}$`, 'm').test(read(`/proc/${pid}/status`));
      return isChild && read(`/proc/${pid}/cmdline`).includes(file);
    });
  if (found === undefined) throw new Error(`the launcher ${parent} runs no ${file}`);
  return Number(found);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function printed(child: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (wanted.test(output)) resolve(output);
      });
    }
    child.once('exit', (code) => reject(new Error(`ended with code ${code}:\n${output}`)));
  });
}
