import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type SmallServer, smallServer } from './small-server';

const ANSWERS = fileURLToPath(new URL('../fixtures/services/', import.meta.url));

/** What a real server said, byte by byte: a file under `tests/fixtures/services/`. */
export function recordedAnswer(name: string): string {
  return readFileSync(`${ANSWERS}${name}`, 'latin1');
}

/** A real socket that says this to whoever asks anything, and hangs up. */
export function replay(answer: string, path?: string): Promise<SmallServer> {
  return smallServer(
    (socket) => socket.once('data', () => socket.end(Buffer.from(answer, 'latin1'))),
    path,
  );
}
