import WebSocket, { type ClientOptions } from 'ws';

export interface Closed {
  readonly code: number;
  readonly reason: string;
  /** What the other end said, each frame as text. */
  readonly heard: readonly string[];
}

/** What each socket heard since it was made: the first frame may come together with the handshake. */
const heardBy = new WeakMap<WebSocket, string[]>();

/** Opens a socket, or tells the status with which it was refused. */
export function openSocket(url: string, options: ClientOptions = {}): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, options);
    const heard: string[] = [];
    heardBy.set(socket, heard);
    socket.on('message', (data) => heard.push(String(data).slice(0, 2_000)));
    socket.on('error', () => resolve(0));
    socket.on('unexpected-response', (_, { statusCode = 0 }) => {
      socket.terminate();
      resolve(statusCode);
    });
    socket.on('open', () => resolve(socket));
  });
}

/** Sends frames and waits for the end, or for so long. */
export function sendAll(
  socket: WebSocket,
  frames: readonly (Buffer | string)[],
  waitMs: number,
): Promise<Closed> {
  const heard = heardBy.get(socket) ?? [];
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), waitMs);
    socket.on('close', (code, reason) => {
      clearTimeout(timer);
      resolve({ code, reason: String(reason), heard });
    });
    for (const frame of frames) socket.send(frame);
  });
}
