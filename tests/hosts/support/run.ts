import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number;
  /** Both channels, as they came. */
  readonly output: string;
}

const RUN_MS_MAX = 180_000;

/** Runs a program of this machine to its end. */
export function run(program: string, words: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { signal: AbortSignal.timeout(RUN_MS_MAX) });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** @throws {Error} with what the program said, when it did not end well */
export async function must(program: string, ...words: readonly string[]): Promise<string> {
  const { code, output } = await run(program, words);
  if (code !== 0) throw new Error(`${program} ${words.join(' ')}: code ${code}\n${output}`);
  return output;
}
