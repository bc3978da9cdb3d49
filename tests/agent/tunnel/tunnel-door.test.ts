import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TunnelDoor } from '@/agent/tunnel/tunnel-door';
import type { TunnelLimits } from '@/agent/tunnel/tunnel-limits';
import { FakeClock } from '../../support/fake-clock';
import { OpenTunnelWire } from '../../support/open-tunnel-wire';
import { QuietLog } from '../../support/quiet-log';

let clock: FakeClock;
let wire: OpenTunnelWire;
let server: Server;
let atServer: Socket[];
let hopsDialled: number[];
let isConnected: boolean;
let isRelay: boolean;

beforeEach(async () => {
  clock = new FakeClock();
  [atServer, hopsDialled, isConnected, isRelay] = [[], [], true, true];
  wire = await new OpenTunnelWire().listen();
  server = createServer((socket) => {
    atServer.push(socket.on('error', () => undefined));
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  wire.die();
  for (const socket of atServer) socket.destroy();
  server.close();
});

function openDoor(limits: Partial<TunnelLimits> = {}): TunnelDoor {
  const door = new TunnelDoor({
    clock,
    log: new QuietLog(),
    limits,
    isRelay: () => isRelay,
    isConnected: () => isConnected,
    dialServer: (hops) => {
      hopsDialled.push(hops);
      return connect(portOf(server), '127.0.0.1');
    },
  });
  wire.serve(door);
  return door;
}

function portOf(listening: Server): number {
  const place = listening.address();
  if (place === null || typeof place === 'string') throw new Error('no port');
  return place.port;
}

function ask(hops = 0): Promise<Duplex> {
  return wire.open(wire.address, { hops }, new AbortController().signal);
}

/** Sends a word and returns once it came back. */
async function echo(stream: Duplex, word: string): Promise<string> {
  const answered = once(stream.resume(), 'data') as Promise<[Buffer]>;
  stream.write(word);
  const [chunk] = await answered;
  return chunk.toString();
}

async function closed(stream: Duplex): Promise<void> {
  stream.on('error', () => undefined).resume();
  if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
}

describe('a relay passes on', () => {
  test('what is sent to it to its own server, and back, and counts it', async () => {
    const door = openDoor();
    const stream = await ask();
    expect(await echo(stream, 'hello')).toBe('hello');
    expect(door.counts()).toEqual({
      ...{ open: 1, passed: 1, declined: 0 },
      ...{ bytesUp: 5, bytesDown: 5 },
    });
    stream.destroy();
    await until(() => door.counts().open === 0);
    await until(() => atServer.every(({ destroyed }) => destroyed));
    expect(hopsDialled).toEqual([1]);
  });

  test('the end of the server’s connection', async () => {
    const door = openDoor();
    const stream = await ask();
    await echo(stream, 'hello');
    atServer[0]?.destroy();
    await closed(stream);
    expect(door.counts().open).toBe(0);
  });

  test('nothing more once it stops', async () => {
    const door = openDoor();
    const streams = [await ask(), await ask()];
    door.stop();
    await Promise.all(streams.map(closed));
    await until(() => door.counts().open === 0);
  });
});

describe('a relay declines, in a sentence', () => {
  test('while it is none, or does not reach its server itself', async () => {
    const door = openDoor();
    isRelay = false;
    await expect(ask()).rejects.toThrow('This agent is no relay.');
    [isRelay, isConnected] = [true, false];
    await expect(ask()).rejects.toThrow('This relay does not reach its server either.');
    expect(door.counts()).toMatchObject({ passed: 0, declined: 2 });
    expect(hopsDialled).toEqual([]);
  });

  test('what came through too many relays, so that no ring of them passes it on for ever', async () => {
    openDoor({ hops: 2 });
    await ask(1);
    await expect(ask(2)).rejects.toThrow('More than 2 relays in a row.');
  });

  test('more than its share, of one asker and of all', async () => {
    openDoor({ streamsEach: 2, streams: 3 });
    const [first] = [await ask(), await ask()];
    await expect(ask()).rejects.toThrow('You have enough tunnels open here.');
    first?.destroy();
    await until(() => atServer.length === 2 && atServer.some(({ destroyed }) => destroyed));
    await ask();
  });
});

describe('a tunnel ends', () => {
  test('when nothing passed for as long as it may be silent, and not before', async () => {
    const door = openDoor({ idleMs: 1_000 });
    const stream = await ask();
    for (const word of ['one', 'two', 'three']) {
      await clock.advance(900);
      expect(await echo(stream, word)).toBe(word);
    }
    await clock.advance(999);
    expect(door.counts().open).toBe(1);
    await clock.advance(1);
    await closed(stream);
    expect(door.counts().open).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('when more passed than one may carry', async () => {
    openDoor({ streamBytes: 1_000 });
    const stream = await ask();
    stream.write(Buffer.alloc(1_001));
    await closed(stream);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo).toBe(true);
}
