import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = 'dist/agent/opsbro.mjs';

export interface SecondAgent extends AsyncDisposable {
  readonly name: string;
  /** Joins with what the page shows, as a person does who pastes it. */
  join(joinString: string): Promise<void>;
  start(): void;
  stop(): Promise<void>;
  /** Another agent with a copy of this one's directory, as a cloned machine has one. */
  copy(): SecondAgent;
}

/** Another agent on this machine, with a directory and a name of its own. */
export function secondAgent(name: string, directory = newDirectory()): SecondAgent {
  let running: ChildProcess | undefined;

  async function stop(): Promise<void> {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }

  return {
    name,
    join: (joinString) =>
      new Promise((resolve, reject) => {
        const words = [PROGRAM, 'agent', 'join', '--data', directory];
        const child = execFile(process.execPath, words, (error, _output, complaint) => {
          if (error === null) resolve();
          else reject(new Error(`joining failed: ${complaint}`));
        });
        child.stdin?.end(`${joinString}\n`);
      }),
    start() {
      const words = [PROGRAM, 'agent', 'start', '--data', directory, '--name', name];
      running = spawn(process.execPath, words, { stdio: 'ignore' });
    },
    stop,
    copy() {
      const twin = newDirectory();
      cpSync(directory, twin, { recursive: true, filter: (path) => !path.endsWith('.sock') });
      return secondAgent(name, twin);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function newDirectory(): string {
  return join(mkdtempSync(join(tmpdir(), 'opsbro-e2e-agent-')), 'agent');
}
