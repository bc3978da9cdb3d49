import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '@/common/clock';
import { formatDuration } from '@/common/duration';

export interface PluginCall {
  readonly words: readonly string[];
  readonly timeoutMs: number;
  /** Aborting ends the program and all that it started. */
  readonly signal: AbortSignal;
  /** `PATH`; it is told nothing else of the agent's environment. */
  readonly searchPath: string;
}

/** How a program ended. */
export type PluginEnd =
  | {
      readonly is: 'ended';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly is: 'failed'; readonly reason: string };

/** What is read of each of its outputs; the rest is thrown away. */
const OUTPUT_BYTES_MAX = 65_536;
/** Between asking it to end and ending it. */
const PATIENCE_MS = 1_000;
/** What it wrote before its end may still be under way; what it started may hold the pipes open. */
const DRAIN_MS = 250;

/**
 * Runs a program without a shell, in a process group of its own, with nothing on its input. One that
 * takes too long is ended with all that it started. Never rejects.
 */
export function runPlugin(call: PluginCall, clock: Clock): Promise<PluginEnd> {
  const [program = '', ...given] = call.words;
  const env = { PATH: call.searchPath, LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv;
  const child = spawn(program, given, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  const stdout = new BoundedText(child.stdout);
  const stderr = new BoundedText(child.stderr);
  let isLate = false;
  const end = () => endGroup(child, clock);
  const cancel = clock.after(call.timeoutMs, () => {
    isLate = true;
    end();
  });
  call.signal.addEventListener('abort', end, { once: true });
  return new Promise<PluginEnd>((resolve) => {
    child.once('error', ({ message }) => resolve({ is: 'failed', reason: message }));
    child.once('exit', async (code, signal) => {
      await drained([stdout, stderr], clock);
      if (isLate)
        resolve({ is: 'failed', reason: `no answer within ${formatDuration(call.timeoutMs)}` });
      else if (code === null) resolve({ is: 'failed', reason: `it was ended by ${signal}` });
      else resolve({ is: 'ended', code, stdout: stdout.text(), stderr: stderr.text() });
    });
  }).finally(() => {
    cancel();
    call.signal.removeEventListener('abort', end);
  });
}

/** What a program wrote, as far as it is kept. */
class BoundedText {
  readonly #stream: Readable;
  readonly #pieces: Buffer[] = [];
  readonly ended: Promise<void>;
  #sizeBytes = 0;

  constructor(stream: Readable) {
    this.#stream = stream;
    this.ended = new Promise((resolve) => stream.once('close', () => resolve()));
    stream.on('error', () => undefined);
    stream.on('data', (piece: Buffer) => {
      const room = OUTPUT_BYTES_MAX - this.#sizeBytes;
      if (room <= 0) return;
      this.#pieces.push(piece.subarray(0, room));
      this.#sizeBytes += Math.min(room, piece.length);
    });
  }

  text(): string {
    return Buffer.concat(this.#pieces).toString('utf8');
  }

  close(): void {
    this.#stream.destroy();
  }
}

async function drained(outputs: readonly BoundedText[], clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = clock.after(DRAIN_MS, resolve);
    void Promise.all(outputs.map(({ ended }) => ended)).then(() => {
      cancel();
      resolve();
    });
  });
  for (const output of outputs) output.close();
}

/** Asks the whole group to end, and ends it when it does not. */
function endGroup(child: ChildProcess, clock: Clock): void {
  signalGroup(child, 'SIGTERM');
  clock.after(PATIENCE_MS, () => signalGroup(child, 'SIGKILL'));
}

/** The group has its first process' number for as long as anybody is in it. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}
