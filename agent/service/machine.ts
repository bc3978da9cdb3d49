import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What installing a service touches of the machine: its files, and the programs that run services. */
export interface Machine {
  /** Absolute path of a file of the machine, which tests keep in a folder. */
  path(absolute: string): string;
  /** Runs a program to its end; one that is not there ends with code 127. */
  run(program: string, words: readonly string[]): Promise<Ran>;
}

export interface Ran {
  readonly code: number;
  /** What it said on both channels, without the white space around it. */
  readonly output: string;
}

const OUTPUT_LENGTH_MAX = 4_000;
const NOT_FOUND = 127;
/** Nothing of whoever types the command reaches the service. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  NODE_ENV: 'production',
} as const;
/** `systemctl restart` waits for the old process, which has ten seconds. */
const RUN_MS_MAX = 60_000;

export function systemMachine(root = '/'): Machine {
  return { path: (absolute) => join(root, absolute), run };
}

function run(program: string, words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(RUN_MS_MAX),
      env: ENVIRONMENT,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-OUTPUT_LENGTH_MAX);
      });
    }
    child.on('error', (error) => resolve({ code: NOT_FOUND, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.trim() }));
  });
}
