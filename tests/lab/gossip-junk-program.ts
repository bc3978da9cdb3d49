import { createSocket } from 'node:dgram';
import { setInterval } from 'node:timers';
import { seededRandom } from '@/common/random';
import { JunkFrames } from './junk-frames';

/** Sends junk to a member, so many a second, for so long: port, seed, rate, milliseconds. */
const [port = 0, seed = 1, rate = 20_000, holdMs = 10_000] = process.argv.slice(2).map(Number);
const TICK_MS = 5;
/** Made before the first is sent: sending is to be the only work. */
const KINDS = 4_000;

const junk = new JunkFrames(seededRandom(seed));
const frames = Array.from({ length: KINDS }, () => junk.datagram());
const socket = createSocket('udp4');
socket.on('error', () => undefined);
const startedMs = performance.now();
let sent = 0;

const timer = setInterval(() => {
  const elapsedMs = performance.now() - startedMs;
  for (const due = Math.floor((elapsedMs / 1_000) * rate); sent < due; sent++) {
    const frame = frames[sent % KINDS];
    if (frame !== undefined) socket.send(frame, port, '127.0.0.1');
  }
  if (elapsedMs < holdMs) return;
  clearInterval(timer);
  process.send?.({ sent, elapsedMs });
  socket.close(() => process.disconnect());
}, TICK_MS);
