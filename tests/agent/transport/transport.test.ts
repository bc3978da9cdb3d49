import { describe, vi } from 'vitest';
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
