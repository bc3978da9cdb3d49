import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TunnelAsker, TunnelOpening } from '@/agent/tunnel/tunnel-wire';
import { AppError } from '@/common/errors';
import { keyOf, ringOf, TransportRig, ZONE } from './transport-rig';

/** Both ends are handed over paused, so that nothing is lost before somebody listens. */
async function firstOf(stream: Duplex): Promise<string> {
  expect(stream.isPaused()).toBe(true);
  const first = once(stream, 'data');
  stream.resume();
  return String((await first)[0]);
}

describe('a tunnel through another agent', () => {
  let relay: TransportRig;
  let guest: TransportRig;
  let passed: { from: TunnelAsker; opening: TunnelOpening; stream: Duplex }[];
  let refusal: string | undefined;

  beforeEach(async () => {
    relay = await new TransportRig(ringOf('k'), 6).start();
    guest = await new TransportRig(ringOf('k'), 7).start();
    passed = [];
    refusal = undefined;
    relay.open.tunnels.serve({
      refusal: () => refusal,
      pass: (from, opening, stream) => passed.push({ from, opening, stream }),
    });
  });
  afterEach(() => {
    for (const { stream } of passed) stream.destroy();
    relay.remove();
    guest.remove();
  });

  const open = (hops = 1) =>
    guest.open.tunnels.open(relay.address, { hops }, new AbortController().signal);

  test('carries bytes both ways, the first of them sent before the yes has arrived', async () => {
    const stream = await open(2);
    stream.write('up');
    const [only] = passed;
    if (only === undefined) throw new Error('nothing passed');
    expect(only.opening).toEqual({ hops: 2 });
    expect(only.from.seal).toBe(guest.seal);
    expect(await firstOf(only.stream)).toBe('up');
    only.stream.write('down');
    expect(await firstOf(stream)).toBe('down');
    stream.destroy();
    await once(only.stream, 'close');
  });

  test('is none of those that are counted against an address', async () => {
    const streams = await Promise.all([open(), open(), open()]);
    streams.push(await open());
    expect(passed).toHaveLength(4);
    for (const stream of streams) stream.destroy();
  });

  test('that is refused says why', async () => {
    refusal = 'This agent is no relay.';
    const failed = await open().catch((error: unknown) => error);
    expect(AppError.is(failed) && failed.code).toBe('FORBIDDEN');
    expect(String(failed)).toContain('This agent is no relay.');
  });

  test('to nobody, or under another key, says so', async () => {
    const nobody = guest.open.tunnels.open(
      '127.0.0.1:9',
      { hops: 0 },
      new AbortController().signal,
    );
    await expect(nobody).rejects.toThrow('nobody listens there');
    guest.keyring.replace([{ zone: ZONE, bytes: keyOf('x'), state: 'use' }]);
    await expect(open()).rejects.toThrow('has another key');
    expect(passed).toHaveLength(0);
  });

  test('that is given up is over at once', async () => {
    const control = new AbortController();
    const opening = guest.open.tunnels.open(relay.address, { hops: 0 }, control.signal);
    control.abort();
    await expect(opening).rejects.toThrow('opened no tunnel');
  });
});
