import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ClusterUplink } from '@/agent/cluster/cluster-uplink';
import { resolveConfig } from '@/agent/config/config';
import type { ZoneFollower } from '@/agent/uplink/zone-follower';
import { systemClock } from '@/common/node/system-clock';
import { QuietLog } from '../../support/quiet-log';
import { ClusterRig, type RiggedMember, stateOf } from './cluster-rig';

let rig: ClusterRig;
beforeEach(() => {
  rig = new ClusterRig();
});
afterEach(() => rig.end());

const WITHIN = { timeout: 20_000, interval: 50 };
const bytes = new Uint8Array(32).fill(7);
const zones = [
  { name: 'world', parent: null },
  { name: 'paris', parent: 'world' },
  { name: 'shop', parent: 'paris' },
];

const links = new Set<ClusterUplink>();
afterEach(() => {
  for (const link of links) link.stop();
  links.clear();
});

/** Has it follow a server, and gives what that server would speak to. */
function follow({ cluster, dataDirectory }: RiggedMember): ZoneFollower {
  let follower: ZoneFollower | undefined;
  const { gossip: choice } = resolveConfig([], { dataDirectory, packsDirectory: '' });
  const uplink = {
    followZones(given: ZoneFollower) {
      follower = given;
    },
    setRelays() {},
    status: () => ({ state: 'off' as const }),
    dialServer() {
      throw new Error('nobody asks for it');
    },
  };
  const link = new ClusterUplink({
    ...{ clock: systemClock, log: new QuietLog(), dataDirectory, choice, cluster, uplink },
  });
  links.add(link);
  link.start();
  if (follower === undefined) throw new Error('nobody follows');
  return follower;
}

test('an agent goes where its server says, seals with the keys that it gives, and joins whom it names', async () => {
  const rings = [{ zone: 'paris', keys: [{ bytes, state: 'use' }] }];
  const first = await rig.start('web-1', { listen: null });
  follow(first).take({ zone: 'paris', zones, rings, peers: [] });
  await vi.waitUntil(() => first.api.cluster().isSealed, WITHIN);
  const port = first.api.cluster().address.split(':').at(-1);

  const second = await rig.start('web-2');
  const peers = [{ id: first.nodeId, address: `127.0.0.1:${port}` }];
  const follower = follow(second);
  expect(follower.self()).toMatchObject({ mayRelay: true });
  expect(follower.take({ zone: 'paris', zones, rings, peers })?.held).toHaveLength(1);
  await vi.waitUntil(() => stateOf(first, second) === 'alive', WITHIN);
  expect(second.api.zones()).toMatchObject([
    { name: 'paris', relation: 'own', hasKey: true, subZones: ['shop'], members: 2 },
    { name: 'shop', relation: 'lower', hasKey: false },
    { name: 'world', relation: 'upper', hasKey: false },
  ]);
  expect(follower.self().addresses.length).toBeGreaterThan(0);

  await second.cluster.stop();
  const again = rig.create('web-2');
  follow(again);
  await again.cluster.start();
  expect(again.api.cluster()).toMatchObject({ zone: 'paris', isSealed: true });
  await vi.waitUntil(() => stateOf(first, again) === 'alive', WITHIN);
}, 60_000);

test('a key that the server takes away is used no more', async () => {
  const member = await rig.start('web-1', { listen: null });
  const follower = follow(member);
  const rings = [{ zone: 'default', keys: [{ bytes, state: 'use' }] }];
  follower.take({ zone: 'default', zones: [], rings, peers: [] });
  await vi.waitUntil(() => member.api.cluster().isSealed, WITHIN);
  follower.take({ zone: 'default', zones: [], rings: [], peers: [] });
  await vi.waitUntil(
    () => member.api.cluster().state === 'on' && !member.api.cluster().isSealed,
    WITHIN,
  );
  expect(member.api.cluster().address).toMatch(/^127\.0\.0\.1:/);
});

test('without a server zones stand in files, and a mistake in one is told', async () => {
  const member = await rig.start('web-1', { zone: 'paris' });
  const directory = join(member.dataDirectory, 'zones');
  mkdirSync(directory);
  writeFileSync(join(directory, 'world.yaml'), 'name: world\nsub-zones: [paris, lyon]\n');
  follow(member);
  expect(member.api.zones()).toMatchObject([
    { name: 'lyon', relation: 'other' },
    { name: 'paris', relation: 'own' },
    { name: 'world', relation: 'upper', subZones: ['lyon', 'paris'] },
  ]);
});
