import { type ChildProcess, spawn } from 'node:child_process';

export interface Victim extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** May read everything and edit nodes. */
  readonly token: string;
  /** With the console's socket in it. */
  readonly directory: string;
  /** Node's channel, as the launcher has it. */
  readonly child: ChildProcess;
  /** @throws {Error} when the process is dead, or does not answer */
  look(): Promise<Health>;
}

export interface Health {
  readonly rssBytes: number;
  /** Rejections and exceptions that nobody caught. */
  readonly unhandled: number;
  /** All that must not change, as text. */
  readonly state: string;
}

const ANSWER_MS_MAX = 30_000;

export async function openVictim(): Promise<Victim> {
  const words = ['--expose-gc', '--import', 'tsx', 'tests/hostile/support/victim.ts'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { port, token, directory } = await told<{ port: number; token: string; directory: string }>(
    child,
    'ready',
    120_000,
  );
  let asked = 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    token,
    directory,
    child,
    look() {
      const ask = `look-${asked++}`;
      const answer = told<Health>(child, ask, ANSWER_MS_MAX);
      child.send({ ask });
      return answer;
    },
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await gone;
    },
  };
}

function told<Message>(child: ChildProcess, word: string, waitMs: number): Promise<Message> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(new Error(`the server does not say "${word}"`)), waitMs);
    const listen = (message: { told?: string } & Message) => {
      if (message.told === word) end(undefined, message);
    };
    const exit = () => end(new Error('the server is dead'));
    function end(error: Error | undefined, message?: Message): void {
      clearTimeout(timer);
      child.off('message', listen);
      child.off('exit', exit);
      if (message === undefined) reject(error);
      else resolve(message);
    }
    child.on('message', listen);
    child.once('exit', exit);
  });
}
