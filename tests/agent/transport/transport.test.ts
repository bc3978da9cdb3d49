import { describe, expect, test, vi } from 'vitest';
import { Keyring } from '@/agent/transport/keyring';
import { type TransportPair, transportContract } from '../../support/transport-contract';
import { ringOf, TransportRig } from './transport-rig';

async function pairOf(ring: () => Keyring, isSealed: boolean): Promise<TransportPair> {
  const [one, other] = [new TransportRig(ring(), 1), new TransportRig(ring(), 2)];
  await one.start();
  await other.start();
  return {
    one: one.open.transport,
    other: other.open.transport,
    oneAddress: one.address,
    otherAddress: other.address,
    oneSeal: isSealed ? one.seal : '',
    async until(isSo) {
      await vi.waitUntil(isSo, { timeout: 10_000, interval: 5 });
    },
    close() {
      one.remove();
      other.remove();
    },
  };
}

describe('sockets under the key of a zone', () => {
  transportContract(() => pairOf(() => ringOf('k'), true));
});

describe('sockets on loopback without a key', () => {
  transportContract(() => pairOf(() => new Keyring(), false));
});

test('what is no address is unreachable, and nothing is thrown', async () => {
  const rig = await new TransportRig(ringOf('k'), 3).start();
  const { transport, counters } = rig.open;
  const ping = { kind: 'ping', sequence: 1, target: rig.id, news: [] } as const;
  const places = ['nonsense', 'a.name:80', '127.0.0.1:0', '127.0.0.1:99999', '[::1', '[x]:1', ''];
  for (const place of places) transport.send(place, ping);
  expect(counters.sendErrors).toBe(places.length);
  expect(counters.packetsOut).toBe(0);
  const answers: unknown[] = [];
  transport.request('nonsense', { kind: 'ping', target: rig.id }, 1_000, (answer) => {
    answers.push(answer);
  });
  expect(answers).toEqual([]);
  await vi.waitUntil(() => answers.length > 0);
  expect(answers).toEqual(['unreachable']);
  rig.remove();
});
