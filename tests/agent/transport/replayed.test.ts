import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Packet } from '@/agent/gossip/message';
import { seededRandom } from '@/common/random';
import { GossipSamples } from '../../support/gossip-samples';
import { ringOf, TransportRig } from './transport-rig';

const PACKETS = 300;

describe('what somebody wrote down on the wire', () => {
  const random = seededRandom(81);
  let sender: TransportRig;
  let victim: TransportRig;
  let wire: Socket;
  let recorded: Buffer[];
  let heard: Packet[];

  beforeEach(async () => {
    sender = await new TransportRig(ringOf('k'), 8).start();
    victim = await new TransportRig(ringOf('k'), 9).start();
    wire = createSocket('udp4');
    wire.bind(0, '127.0.0.1');
    await once(wire, 'listening');
    recorded = [];
    wire.on('message', (bytes) => recorded.push(bytes));
    heard = [];
    hear();
  });
  afterEach(() => {
    wire.close();
    sender.remove();
    victim.remove();
  });

  function hear() {
    victim.open.transport.listen({
      packet: (_, packet) => heard.push(packet),
      request: () => ({ kind: 'pong' }),
    });
  }

  /** Sent where it is written down, and passed on as it is. */
  async function record(count: number): Promise<void> {
    const some = new GossipSamples(random);
    const before = recorded.length;
    for (let sequence = 1; sequence <= count; sequence++) {
      const ping = { kind: 'ping', sequence, target: some.id(), news: [] } as const;
      sender.open.transport.send(`127.0.0.1:${wire.address().port}`, ping);
      // A burst of hundreds would overflow a socket's buffer; ten at a time do not.
      if (sequence % 10 === 0) await vi.waitUntil(() => recorded.length === before + sequence);
    }
  }

  async function pass(frames: readonly Buffer[]): Promise<void> {
    const { counters, address } = victim.open;
    const before = counters.packetsIn;
    for (const [index, frame] of frames.entries()) {
      wire.send(frame, address.port, address.host);
      const sent = index + 1;
      if (sent % 10 === 0 || sent === frames.length) {
        await vi.waitUntil(() => counters.packetsIn === before + sent, { timeout: 5_000 });
      }
    }
  }

  function shuffled(times: number): Buffer[] {
    const all = Array.from({ length: times }, () => recorded).flat();
    return all
      .map((frame) => ({ frame, place: random.next() }))
      .sort((one, other) => one.place - other.place)
      .map(({ frame }) => frame);
  }

  test('has no effect when it is sent again, in any order, three times', async () => {
    await record(PACKETS);
    await pass(recorded);
    expect(heard).toHaveLength(PACKETS);
    await pass(shuffled(3));
    expect(heard).toHaveLength(PACKETS);
    expect(victim.dropped.replayed).toBe(3 * PACKETS);
    expect(victim.open.counters.bytesOut).toBe(0);
  });

  test('has none after the victim was started again, and what is new has', async () => {
    await record(PACKETS);
    await pass(recorded);
    victim.stop();
    await victim.start();
    hear();
    await pass(shuffled(3));
    expect(heard).toHaveLength(PACKETS);
    expect(victim.dropped.replayed).toBe(3 * PACKETS);
    const known = recorded.length;
    await record(10);
    await pass(recorded.slice(known));
    expect(heard).toHaveLength(PACKETS + 10);
  });

  test('has none after its sender was started again, even what had been held back', async () => {
    await record(PACKETS);
    await pass(recorded.slice(0, PACKETS / 2));
    sender.stop();
    await sender.start();
    const known = recorded.length;
    await record(10);
    await pass(recorded.slice(known));
    expect(heard).toHaveLength(PACKETS / 2 + 10);
    await pass(recorded.slice(0, known));
    expect(heard).toHaveLength(PACKETS / 2 + 10);
    expect(victim.dropped.stale).toBe(PACKETS);
    expect(victim.open.counters.bytesOut).toBe(0);
  });
});
