import { describe, expect, test } from 'vitest';
import { createBus } from '@/server/live/bus';

describe('following the bus', () => {
  test('gives events of one kind from that moment on, the newest of each node', async () => {
    const bus = createBus();
    bus.publish({ kind: 'node', nodeId: 'before' });
    const ended = new AbortController();
    const batches = bus.follow('node', ended.signal)[Symbol.asyncIterator]();
    for (const nodeId of ['a', 'b', 'a']) bus.publish({ kind: 'node', nodeId });
    bus.publish({ kind: 'collectors', nodeId: 'c' });
    const { value } = await batches.next();
    expect(value).toEqual([
      { kind: 'node', nodeId: 'a' },
      { kind: 'node', nodeId: 'b' },
    ]);
    ended.abort();
  });

  test('reaches all who follow', async () => {
    const bus = createBus();
    using one = bus.follow('desired', undefined);
    using two = bus.follow('desired', undefined);
    bus.publish({ kind: 'desired', nodeId: 'a' });
    for (const follower of [one, two]) {
      const { value } = await follower[Symbol.asyncIterator]().next();
      expect(value).toEqual([{ kind: 'desired', nodeId: 'a' }]);
    }
  });

  test('ends with its signal, while it waits and before its first event', async () => {
    const bus = createBus();
    const ended = new AbortController();
    const waiting = bus.follow('node', ended.signal)[Symbol.asyncIterator]().next();
    const unread = bus.follow('node', ended.signal)[Symbol.asyncIterator]();
    ended.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    bus.publish({ kind: 'node', nodeId: 'late' });
    expect(await unread.next()).toEqual({ done: true, value: undefined });
  });

  test('leaves no listener behind, however it ends', async () => {
    const bus = createBus();
    const ended = new AbortController();
    bus.follow('node', ended.signal);
    ended.abort();
    expect(bus.listenerCount).toBe(0);

    for await (const _ of bus.follow('node', AbortSignal.abort())) throw new Error('an event');
    expect(bus.listenerCount).toBe(0);

    const followed = bus.follow('node', undefined);
    bus.publish({ kind: 'node', nodeId: 'a' });
    for await (const _ of followed) break;
    expect(bus.listenerCount).toBe(0);

    const failing = async () => {
      using _ = bus.follow('node', undefined);
      await Promise.reject(new Error('before the first event'));
    };
    await expect(failing()).rejects.toThrow('before the first event');
    expect(bus.listenerCount).toBe(0);
  });
});
