import { afterEach, describe, expect, test } from 'vitest';
import { broadcastsOf } from '@/agent/transport/broadcast-addresses';
import { Discovery, type DiscoveryOptions } from '@/agent/transport/discovery';
import {
  DETECT_BYTES,
  decodeDiscovery,
  encodeDiscovery,
} from '@/agent/transport/discovery-message';
import { Keyring } from '@/agent/transport/keyring';
import { FakeClock } from '../../support/fake-clock';
import { ringOf, TransportRig, ZONE } from './transport-rig';

const rigs: TransportRig[] = [];
afterEach(() => {
  for (const rig of rigs.splice(0)) rig.remove();
});

async function agent(keyring: Keyring, name: string): Promise<TransportRig> {
  const rig = await new TransportRig(keyring, 60 + rigs.length).start();
  rigs.push(rig);
  rig.open.discovery.announce(() => ({ name, zone: ZONE, isRelay: name === 'relay' }));
  return rig;
}

describe('agents of one network', () => {
  test('find those who have the same key, and what they call themselves', async () => {
    const asker = await agent(ringOf('k'), 'asker');
    const [web, relay] = [await agent(ringOf('k'), 'web'), await agent(ringOf('k'), 'relay')];
    const stranger = await agent(ringOf('x'), 'stranger');
    const found = await asker.open.discovery.detect(300);
    expect(found.sort((one, other) => one.name.localeCompare(other.name))).toEqual([
      { name: 'relay', zone: ZONE, isRelay: true, address: relay.address },
      { name: 'web', zone: ZONE, isRelay: false, address: web.address },
    ]);
    expect(stranger.open.counters.packetsOut).toBe(0);
    expect(stranger.dropped['unknown-key']).toBeGreaterThan(0);
  });

  test('without a key find those of the same machine', async () => {
    const asker = await agent(new Keyring(), 'asker');
    const web = await agent(new Keyring(), 'web');
    const found = await asker.open.discovery.detect(300);
    expect(found).toEqual([{ name: 'web', zone: ZONE, isRelay: false, address: web.address }]);
  });
});

describe('a question to all of a network', () => {
  const sent: { bytes: number; host: string }[] = [];
  const options = (clock: FakeClock): DiscoveryOptions => ({
    clock,
    keyring: ringOf('k'),
    isSealed: true,
    zone: ZONE,
    port: 6768,
    send: (plaintext, { host }) => sent.push({ bytes: plaintext.length, host }),
    received: () => undefined,
  });
  const question = (nonce: number) => ({
    plaintext: Buffer.from(
      encodeDiscovery({ kind: 'detect', nonce: new Uint8Array(8).fill(nonce) }),
    ),
    seal: '',
    zone: ZONE,
  });
  const from = { host: '192.0.2.1', port: 6768 };

  test('is answered with fewer bytes, once a second, whoever asks', async () => {
    const clock = new FakeClock();
    sent.length = 0;
    const discovery = new Discovery(options(clock));
    expect(discovery.datagram(question(1), from)).toBe(true);
    expect(sent).toEqual([]);
    discovery.announce(() => ({ name: '漢'.repeat(500), zone: 'z'.repeat(64), isRelay: false }));
    for (let nonce = 0; nonce < 100; nonce++) discovery.datagram(question(nonce), from);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.bytes).toBeLessThan(DETECT_BYTES);
    await clock.advance(1_000);
    discovery.datagram(question(1), from);
    expect(sent).toHaveLength(2);
  });

  test('is asked again each second, and ends with the time that it was given', async () => {
    const clock = new FakeClock();
    sent.length = 0;
    const search = new Discovery(options(clock)).detect(3_500);
    const each = sent.length;
    expect(each).toBeGreaterThan(1);
    await clock.advance(3_500);
    expect(await search).toEqual([]);
    expect(sent).toHaveLength(4 * each);
    await clock.advance(10_000);
    expect(sent).toHaveLength(4 * each);
  });

  test('reaches every network of the machine, and without a key none but its own', () => {
    const lan = {
      address: '192.168.7.9',
      netmask: '255.255.254.0',
      family: 'IPv4',
      internal: false,
    };
    const own = { address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', internal: true };
    const six = { address: '::1', netmask: 'ffff::', family: 'IPv6', internal: true };
    expect(broadcastsOf([lan, own, six], true)).toEqual(['192.168.7.255', '127.255.255.255']);
    expect(broadcastsOf([lan, own, six], false)).toEqual(['127.255.255.255']);
  });
});

test('a name longer than may be is no message, and throws nothing', () => {
  const answer = {
    kind: 'detected',
    nonce: new Uint8Array(8),
    name: 'x',
    zone: 'y',
    isRelay: true,
  } as const;
  const bytes = encodeDiscovery(answer);
  expect(decodeDiscovery(bytes)).toEqual(answer);
  const long = Buffer.concat([
    bytes.subarray(0, 9),
    Buffer.of(65),
    Buffer.alloc(65, 'x'),
    Buffer.of(0, 0),
  ]);
  expect(decodeDiscovery(long)).toBeUndefined();
});
