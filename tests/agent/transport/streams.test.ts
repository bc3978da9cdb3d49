import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RecordReader, recordBytes } from '@/agent/transport/record-reader';
import { decodeBody, encodeBody, INFLATED_BYTES_MAX } from '@/agent/transport/stream-body';
import { seededRandom } from '@/common/random';
import { FakeClock } from '../../support/fake-clock';
import { GossipSamples } from '../../support/gossip-samples';
import { ringOf, TransportRig } from './transport-rig';

describe('a record', () => {
  const record = Buffer.from('a record of some length');

  test('is gathered from pieces of any size, and what follows is kept', () => {
    const bytes = Buffer.concat([recordBytes(record), Buffer.from('more')]);
    for (let size = 1; size <= bytes.length; size++) {
      const reader = new RecordReader(100);
      const rests: Buffer[] = [];
      for (let at = 0; at < bytes.length && rests.length === 0; at += size) {
        reader.push(bytes.subarray(at, at + size));
        const done = reader.done();
        if (done === undefined) continue;
        expect(done.record).toEqual(record);
        rests.push(done.rest, bytes.subarray(at + size));
      }
      expect(Buffer.concat(rests).toString()).toBe('more');
    }
  });

  test('of more than may be is known by its first four bytes', () => {
    const reader = new RecordReader(100);
    reader.push(Buffer.from([0, 0, 0]));
    expect(reader.isTooLarge).toBe(false);
    reader.push(Buffer.from([101]));
    expect(reader.isTooLarge).toBe(true);
    expect(reader.done()).toBeUndefined();
  });
});

describe('a body', () => {
  test('is made shorter where that is worth it, and comes back the same', () => {
    const bytes = Buffer.alloc(10_000, 'abc');
    const body = encodeBody({ purpose: 'question', bytes });
    expect(body.length).toBeLessThan(200);
    expect(decodeBody(body)).toEqual({ purpose: 'question', bytes });
    const short = Buffer.from('abc');
    expect(encodeBody({ purpose: 'tunnel', bytes: short })).toHaveLength(4);
  });

  test('that would grow beyond all bounds ends at eight megabytes', () => {
    const bomb = Buffer.concat([Buffer.of(0x80), deflateRawSync(Buffer.alloc(32 * 1024 * 1024))]);
    expect(bomb.length).toBeLessThan(70_000);
    expect(INFLATED_BYTES_MAX).toBe(8 * 1024 * 1024);
    expect(decodeBody(bomb)).toBeUndefined();
  });

  test.each([[[]], [[9, 1]], [[0x80, 0xff, 0xff]]])('is not %j', (bytes) => {
    expect(decodeBody(Buffer.from(bytes))).toBeUndefined();
  });
});

describe('who connects', () => {
  const clock = new FakeClock();
  let rig: TransportRig;
  let guest: TransportRig;
  const sockets: Socket[] = [];
  const some = new GossipSamples(seededRandom(51));

  beforeEach(async () => {
    rig = await new TransportRig(ringOf('k'), 4).start({ clock });
    guest = await new TransportRig(ringOf('k'), 5).start();
    rig.open.transport.listen({ packet: () => undefined, request: () => ({ kind: 'pong' }) });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    rig.remove();
    guest.remove();
  });

  /** @param from an address of this machine, of which loopback has many */
  async function visit(from = '127.0.0.1') {
    const { host, port } = rig.open.address;
    const socket = connect({ host, port, localAddress: from });
    sockets.push(socket);
    const heard = { bytes: 0, isClosed: false };
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard.bytes += chunk.length;
    });
    socket.on('close', () => {
      heard.isClosed = true;
    });
    await once(socket, 'connect');
    return { socket, heard };
  }

  function ask(): Promise<unknown> {
    const request = { kind: 'ping', target: some.id() } as const;
    return new Promise((resolve) => {
      guest.open.transport.request(rig.address, request, 5_000, resolve);
    });
  }

  test('and says nothing for ten seconds is gone', async () => {
    const { heard } = await visit();
    await vi.waitUntil(() => rig.open.counters.streamsIn === 1);
    await clock.advance(9_999);
    expect(rig.dropped.slow).toBe(0);
    await clock.advance(1);
    expect(rig.dropped.slow).toBe(1);
    await vi.waitUntil(() => heard.isClosed);
    expect(heard.bytes).toBe(0);
  });

  test('a fourth time from one address is sent away, and others are not', async () => {
    const three = [await visit(), await visit(), await visit()];
    const fourth = await visit();
    await vi.waitUntil(() => fourth.heard.isClosed);
    expect(rig.dropped['too-many']).toBe(1);
    expect(three.map(({ heard }) => heard.isClosed)).toEqual([false, false, false]);
    const elsewhere = await visit('127.0.0.2');
    await vi.waitUntil(() => rig.open.counters.streamsIn === 5);
    expect(elsewhere.heard.isClosed).toBe(false);
  });

  test('without a key makes room for who has one, when all places are taken', async () => {
    for (let stranger = 0; stranger < 16; stranger++) await visit(`127.0.1.${stranger + 1}`);
    await vi.waitUntil(() => rig.open.counters.streamsIn === 16);
    expect(await ask()).toEqual({ kind: 'pong' });
    expect(rig.dropped['too-many']).toBe(1);
  });

  test.each([
    ['a length of four gigabytes', [0xff, 0xff, 0xff, 0xff], 'too-large'],
    [
      'another protocol',
      [...Buffer.from('\0\0\0\u0040GET / HTTP/1.1\r\nHost: x\r\n'.repeat(4))],
      'foreign',
    ],
    ['a key that nobody has', [0, 0, 1, 0, 0x4f, 0x42, 1, ...new Array(60).fill(9)], 'unknown-key'],
  ] as const)('with %s is closed without a byte', async (_, bytes, cause) => {
    const { socket, heard } = await visit();
    socket.write(Uint8Array.from(bytes));
    await vi.waitUntil(() => heard.isClosed);
    expect(heard.bytes).toBe(0);
    expect(rig.dropped[cause]).toBe(1);
  });

  test('with a question that was recorded is closed without a byte', async () => {
    const recorded: Buffer[] = [];
    const tap = createServer((near) => {
      const far = connect(rig.open.address);
      sockets.push(near, far);
      near.on('data', (chunk) => recorded.push(chunk));
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
    const place = tap.address();
    if (place === null || typeof place === 'string') throw new Error('no port');
    const answers: unknown[] = [];
    const request = { kind: 'ping', target: some.id() } as const;
    guest.open.transport.request(`127.0.0.1:${place.port}`, request, 5_000, (answer) => {
      answers.push(answer);
    });
    await vi.waitUntil(() => answers.length > 0);
    expect(answers).toEqual([{ kind: 'pong' }]);
    const outBytes = rig.open.counters.streamBytesOut;
    const { socket, heard } = await visit();
    socket.write(Buffer.concat(recorded));
    await vi.waitUntil(() => heard.isClosed);
    expect(heard.bytes).toBe(0);
    expect(rig.dropped.replayed).toBe(1);
    expect(rig.open.counters.streamBytesOut).toBe(outBytes);
    tap.close();
  });

  test('as a run that is over is told so', async () => {
    expect(await ask()).toEqual({ kind: 'pong' });
    const former = { valueMs: guest.epoch.valueMs - 1_000 };
    guest.stop();
    await guest.start({ epoch: former });
    expect(await ask()).toMatchObject({
      kind: 'declined',
      reason: expect.stringContaining('Another run'),
    });
  });
});
