import { connect } from 'node:net';

const WAIT_MS_MAX = 3_000;

/**
 * Sends bytes as they are and gives back what comes, until the other end or the wait ends.
 * @param isCut nothing more will come, whatever the bytes promised
 */
export function rawRequest(
  target: { readonly port: number } | { readonly path: string },
  bytes: Buffer | string,
  isCut = false,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ ...target, ...('port' in target ? { host: '127.0.0.1' } : {}) });
    let text = '';
    const timer = setTimeout(() => socket.destroy(), WAIT_MS_MAX);
    socket.on('data', (piece) => {
      text = (text + piece.toString('latin1')).slice(0, 65_536);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    if (isCut) socket.end(bytes);
    else socket.write(bytes);
  });
}
