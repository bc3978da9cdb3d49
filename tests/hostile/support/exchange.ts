import { connect } from 'node:net';

export interface Exchange {
  /** The first part of what came, latin1. */
  readonly head: string;
  readonly sizeBytes: number;
  /** Until the other end had closed. */
  readonly tookMs: number;
}

const HEAD_LENGTH = 2_000;
const SILENCE_MS_MAX = 2_000;

/**
 * Sends bytes as they are and waits for the other end to close; an answer is counted to its end.
 * @param staysOpen says nothing more, and leaves it to the other end to close; without it this end is
 * done as soon as an answer begins
 */
export function exchange(port: number, bytes: Buffer, staysOpen = false): Promise<Exchange> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let timer: NodeJS.Timeout | undefined;
    let head = '';
    let sizeBytes = 0;
    socket.on('data', (piece) => {
      if (!staysOpen) socket.end();
      sizeBytes += piece.length;
      if (head.length < HEAD_LENGTH) head += piece.toString('latin1', 0, HEAD_LENGTH);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve({ head, sizeBytes, tookMs: performance.now() - startedMs });
    });
    socket.write(bytes);
    // Half a request is waited for: that nothing follows has to be said.
    if (!staysOpen) timer = setTimeout(() => socket.end(), SILENCE_MS_MAX);
  });
}
