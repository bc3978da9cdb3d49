import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeMasterKey, readMasterKey } from '@/agent/cluster/master-key';
import { signLeftByMaster } from '@/agent/gossip/member-signature';
import { keyFilePath, parseKeyFile, writeKeyFile } from '@/agent/transport/key-file';
import { makeZoneKeyText } from '@/agent/transport/zone-key';
import { ClusterRig, type RiggedMember, stateOf } from './cluster-rig';

let rig: ClusterRig;
beforeEach(() => {
  rig = new ClusterRig();
});
afterEach(() => rig.end());

const WITHIN = { timeout: 20_000, interval: 50 };

/** Of all of them, each about each other. */
async function untilAllSee(members: readonly RiggedMember[], state = 'alive'): Promise<void> {
  await vi.waitUntil(
    () => members.every((who) => members.every((of) => stateOf(who, of) === state)),
    WITHIN,
  );
}

async function trio() {
  const first = await rig.start('web-1');
  const seeds = [first.api.cluster().address];
  const second = await rig.start('web-2', { seeds });
  const third = await rig.start('web-3', { seeds });
  await untilAllSee([first, second, third]);
  return { first, second, third };
}

describe('on one machine, without a key', () => {
  test('agents that know a seed find each other, and each tells what the others say of themselves', async () => {
    const { first, third } = await trio();
    const seen = first.api.member('web-3').card;
    expect(seen).toMatchObject({ id: third.nodeId, zone: 'default', agentVersion: '1.2.3' });
    expect(seen.addresses).toEqual([third.api.cluster().address]);
    expect(first.api.cluster()).toMatchObject({
      state: 'on',
      reason: '',
      isSealed: false,
      members: { alive: 3, suspect: 0, dead: 0, left: 0 },
    });
    expect(first.api.cluster().digest).toBe(third.api.cluster().digest);
  });

  test('a join by hand works, and one to nowhere says why it does not', async () => {
    const first = await rig.start('web-1');
    const second = await rig.start('web-2');
    expect(await second.api.joinMembers(first.api.cluster().address)).toMatchObject({
      joined: true,
    });
    await untilAllSee([first, second]);
    expect(await second.api.joinMembers('127.0.0.1:9')).toMatchObject({ joined: false });
    expect((await second.api.joinMembers('127.0.0.1:9')).reason).toMatch(/\.$|\w/);
    expect(await second.api.joinMembers('no address')).toMatchObject({ joined: false });
  });

  test('what an agent says of itself changes with it', async () => {
    const { first, second } = await trio();
    second.facts.groups = ['db'];
    second.facts.name = 'database';
    second.cluster.factsChanged();
    await vi.waitUntil(
      () => first.api.members().some(({ card }) => card.name === 'database'),
      WITHIN,
    );
    expect(first.api.member('database').card.groups).toEqual(['db']);
  });

  test('who leaves is seen as left by all, stays out, and is back by a join', async () => {
    const { first, second, third } = await trio();
    await second.api.leaveCluster();
    await vi.waitUntil(
      () => stateOf(first, second) === 'left' && stateOf(third, second) === 'left',
      WITHIN,
    );
    expect(second.api.cluster()).toMatchObject({ state: 'left', address: '' });
    expect(() => second.api.members()).toThrow('has left its cluster');
    expect(await second.api.joinMembers(first.api.cluster().address)).toMatchObject({
      joined: true,
    });
    await untilAllSee([first, second, third]);
  });

  test('who stops is dead to the others, with evidence, and no leave is told', async () => {
    const { first, second, third } = await trio();
    await third.cluster.stop();
    await vi.waitUntil(
      () => stateOf(first, third) === 'dead' && stateOf(second, third) === 'dead',
      WITHIN,
    );
    const { accusations } = first.api.member('web-3');
    expect(accusations.length).toBeGreaterThan(0);
    expect(first.api.memberHistory().map(({ change }) => change)).toContain('died');
  });

  test('an event reaches all, also who joins later', async () => {
    const { first, second } = await trio();
    const event = first.api.tellEvent('deploy', 'v7');
    await vi.waitUntil(() => second.api.clusterEvents().length === 1, WITHIN);
    const late = await rig.start('late', { seeds: [second.api.cluster().address] });
    await vi.waitUntil(() => late.api.clusterEvents().length === 1, WITHIN);
    expect(late.api.clusterEvents()).toEqual([event]);
    expect(() => first.api.tellEvent('two words', '')).toThrow();
  });

  test('a ping tells a round trip, or why there was none', async () => {
    const { first, second, third } = await trio();
    expect(await first.api.pingMember('web-2')).toMatchObject({ answered: true, state: 'alive' });
    await third.cluster.stop();
    const answer = await first.api.pingMember('web-3');
    expect(answer).toMatchObject({ id: third.nodeId, answered: false });
    expect(answer.reason).not.toBe('');
    await expect(second.api.pingMember('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what outlives a run', () => {
  test('after all were down they find each other again, without seeds, each above its incarnation', async () => {
    const { first, second, third } = await trio();
    const before = [first, second, third].map(({ api }) => api.cluster());
    const lasts = before.map(({ id }) => first.api.member(id).card.incarnation);
    for (const { cluster } of [first, second, third]) await cluster.stop();
    const again = await Promise.all(
      before.map(({ address }, index) => {
        const [host = '', port] = address.split(':');
        return rig.start(`web-${index + 1}`, { listen: { host, port: Number(port) } });
      }),
    );
    await untilAllSee(again);
    const [one] = again;
    for (const [index, { id }] of before.entries()) {
      expect(one?.api.member(id).card.incarnation).toBeGreaterThan(lasts[index] ?? 0);
    }
    expect(one?.api.memberHistory().map(({ change }) => change)).toContain('joined');
  });

  test('a damaged list of members is told, and the agent gossips without one', async () => {
    const first = await rig.start('web-1');
    await first.cluster.stop();
    writeFileSync(join(first.dataDirectory, 'gossip/members.json'), '{"version":1');
    const again = await rig.start('web-1');
    expect(again.api.cluster().state).toBe('on');
    expect(JSON.stringify(again.log.lines)).toContain('unusable');
  });
});

describe('beyond this machine', () => {
  const everywhere = { listen: { host: '0.0.0.0', port: null } };

  test('without a key gossip is refused in one sentence that says what to do', async () => {
    const alone = await rig.start('web-1', { ...everywhere, zone: 'paris' });
    const { state, reason } = alone.api.cluster();
    expect(state).toBe('refused');
    expect(reason).toMatch(/0\.0\.0\.0.*key of the zone paris.*paris\.key/);
    expect(() => alone.api.members()).toThrow(reason);
    expect(alone.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('a key that is put there opens it, and sealed agents find each other by it', async () => {
    const text = makeZoneKeyText();
    const first = await rig.start('web-1', everywhere);
    expect(first.api.cluster().state).toBe('refused');
    writeKeyFile(first.dataDirectory, 'default', parseKeyFile(text, 'default', 'here'));
    first.api.reloadZoneKey('default');
    await vi.waitUntil(() => first.api.cluster().state === 'on', WITHIN);
    expect(first.api.cluster().isSealed).toBe(true);
    const { advertised, address } = first.api.cluster();
    expect(advertised.length).toBeGreaterThan(0);
    for (const each of advertised) expect(each).not.toMatch(/^0\.0\.0\.0|^\[::\]/);

    const second = rig.create('web-2');
    writeKeyFile(second.dataDirectory, 'default', parseKeyFile(text, 'default', 'here'));
    await second.cluster.start();
    const port = address.split(':').at(-1);
    expect(await second.api.joinMembers(`${rig.host}:${port}`)).toMatchObject({ joined: true });
    await untilAllSee([first, second]);
  });

  test('another key joins nothing', async () => {
    const first = rig.create('web-1');
    const second = rig.create('web-2');
    for (const { dataDirectory } of [first, second]) {
      writeKeyFile(dataDirectory, 'default', parseKeyFile(makeZoneKeyText(), 'default', 'here'));
    }
    await first.cluster.start();
    await second.cluster.start();
    const port = first.api.cluster().address.split(':').at(-1);
    const answer = await second.api.joinMembers(`${rig.host}:${port}`);
    expect(answer.joined).toBe(false);
    expect(answer.reason).not.toBe('');
    expect(first.api.members()).toHaveLength(1);
  }, 30_000);

  test('a key that others may read is refused with what to do', async () => {
    const first = rig.create('web-1');
    writeKeyFile(
      first.dataDirectory,
      'default',
      parseKeyFile(makeZoneKeyText(), 'default', 'here'),
    );
    chmodSync(keyFilePath(first.dataDirectory, 'default'), 0o644);
    await first.cluster.start();
    expect(first.api.cluster()).toMatchObject({ state: 'refused' });
    expect(first.api.cluster().reason).toContain('chmod 600');
  });
});

describe('zones', () => {
  test('another zone is another cluster, and what was known of the first is not taken along', async () => {
    const { first, second, third } = await trio();
    second.api.changeZone('paris');
    await vi.waitUntil(() => second.api.cluster().zone === 'paris', WITHIN);
    await vi.waitUntil(() => second.api.cluster().state === 'on', WITHIN);
    expect(second.api.members().map(({ card }) => card.zone)).toEqual(['paris']);
    await vi.waitUntil(() => stateOf(first, second) !== 'alive', WITHIN);
    expect(stateOf(first, third)).toBe('alive');
    expect(() => second.api.changeZone('Not A Zone')).toThrow('cannot be the name of a zone');
    expect(second.api.zones()).toMatchObject([{ name: 'paris', relation: 'own', members: 1 }]);
  });

  test('what the configuration says outranks the server, which outranks nothing at all', async () => {
    const configured = await rig.start('web-1', { zone: 'lyon' });
    configured.cluster.setServerZone('paris');
    expect(configured.cluster.zone).toBe('lyon');
    const free = await rig.start('web-2');
    free.cluster.setServerZone('paris');
    expect(free.cluster.zone).toBe('paris');
    free.api.changeZone('rome');
    free.cluster.setServerZone('paris');
    expect(free.cluster.zone).toBe('rome');
  });
});

describe('another node', () => {
  test('is made to leave by the master key of its zone, and by no other', async () => {
    const text = makeZoneKeyText();
    const path = join(rig.directory, 'zone.master.key');
    const keys = { ...parseKeyFile(text, 'default', 'here'), masterKey: makeMasterKey(path) };
    const first = rig.create('web-1');
    const second = rig.create('web-2');
    for (const { dataDirectory, cluster } of [first, second]) {
      writeKeyFile(dataDirectory, 'default', keys);
      await cluster.start();
    }
    const port = first.api.cluster().address.split(':').at(-1);
    await second.api.joinMembers(`${rig.host}:${port}`);
    await untilAllSee([first, second]);
    await second.cluster.stop();
    await vi.waitUntil(() => stateOf(first, second) === 'dead', WITHIN);

    const { incarnation } = first.api.member('web-2').card;
    const farewell = (keyPath: string) => {
      const { signature } = signLeftByMaster(
        second.nodeId,
        incarnation,
        readMasterKey(keyPath, ''),
      );
      return { incarnation, signature: Buffer.from(signature).toString('base64') };
    };
    const other = join(rig.directory, 'other.master.key');
    makeMasterKey(other);
    expect(() => first.api.expelMember('web-2', farewell(other))).toThrow(
      'not signed by the master',
    );
    expect(stateOf(first, second)).toBe('dead');
    first.api.expelMember('web-2', farewell(path));
    expect(stateOf(first, second)).toBe('left');

    // The same with one that is there: it hears of it and goes.
    const third = rig.create('web-3');
    writeKeyFile(third.dataDirectory, 'default', keys);
    await third.cluster.start();
    await third.api.joinMembers(`${rig.host}:${port}`);
    await untilAllSee([first, third]);
    const { card } = first.api.member('web-3');
    const { signature } = signLeftByMaster(card.id, card.incarnation, readMasterKey(path, ''));
    first.api.expelMember(card.id, {
      incarnation: card.incarnation,
      signature: Buffer.from(signature).toString('base64'),
    });
    await vi.waitUntil(() => third.api.cluster().state === 'left', WITHIN);
    expect(third.api.cluster().reason).toContain('sent away with the master key');
    expect(stateOf(first, third)).toBe('left');
  }, 40_000);

  test('a master key is made once, and what is none is said to be none', () => {
    const path = join(rig.directory, 'zone.master.key');
    makeMasterKey(path);
    expect(() => makeMasterKey(path)).toThrow('is there already');
    expect(() => readMasterKey(undefined, 'web-2')).toThrow('--master-key FILE');
    expect(() => readMasterKey(join(rig.directory, 'nothing'), 'web-2')).toThrow('cannot be read');
    writeFileSync(path, 'secret words');
    expect(() => readMasterKey(path, 'web-2')).toThrow(/is no master key/);
    expect(() => readMasterKey(path, 'web-2')).not.toThrow('secret words');
  });
});

test('turned off it opens nothing and says so', async () => {
  const off = await rig.start('web-1', { isEnabled: false });
  expect(off.api.cluster()).toMatchObject({ state: 'off', address: '' });
  expect(off.api.cluster().reason).toContain('gossip.enabled');
  expect(readdirSync(off.dataDirectory)).toEqual(['identity']);
});

test('a configured port that is taken is refused, an unconfigured one gives way', async () => {
  const first = await rig.start('web-1');
  const [host = '', port] = first.api.cluster().address.split(':');
  const taken = await rig.start('web-2', { listen: { host, port: Number(port) } });
  expect(taken.api.cluster()).toMatchObject({ state: 'refused' });
  expect(taken.api.cluster().reason).toContain('cannot listen on');
  const free = await rig.start('web-3');
  expect(free.api.cluster().state).toBe('on');
});

test('two of a zone speak for it, and when one dies another takes its place', async () => {
  const { first, second, third } = await trio();
  const fourth = await rig.start('web-4', { seeds: [first.api.cluster().address], relay: 'never' });
  const all = [first, second, third, fourth];
  const relays = () =>
    first.api.members().filter(({ card, state }) => card.isRelay && state === 'alive');
  await vi.waitUntil(() => relays().length === 2, { timeout: 30_000, interval: 50 });
  expect(relays().map(({ card }) => card.name)).not.toContain('web-4');
  const [victim] = all.filter(
    (each) => each !== first && relays().some(({ card }) => card.id === each.nodeId),
  );
  await victim?.cluster.stop();
  await vi.waitUntil(
    () => relays().length === 2 && relays().every(({ card }) => card.id !== victim?.nodeId),
    { timeout: 30_000, interval: 50 },
  );
}, 60_000);
