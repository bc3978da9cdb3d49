import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PackCard } from '@/common/domain/pack-told';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { addDocument } from '../groups/told-documents';
import { addNodes } from '../nodes/fleet';

let server: TestServer;
const pack = (name: string): PackCard => ({
  name,
  version: '1.0.0',
  summary: `About ${name}.`,
  level: 'core',
  directories: [{ level: 'core', path: `/packs/${name}` }],
  parameters: [],
  files: [],
  notLoaded: [],
});

beforeAll(async () => {
  server = await startTestServer();
  await addNodes(server, [{ id: 'a' }, { id: 'b' }, { id: 'c' }], Date.now());
  for (const name of ['redis', 'linux']) await addDocument(server, 'a', ['pack', name], pack(name));
  await addDocument(server, 'a', ['pack', '*'], ['redis', 'linux']);
  await addDocument(server, 'a', ['pack', 'odd'], { name: 'odd' });
  await addDocument(server, 'b', ['pack', 'nginx'], pack('nginx'));
  await addDocument(server, 'a', ['pack-faults', ''], {
    faults: [{ pack: 'redis', level: 'local', path: '/l/redis/pack.yaml', message: '/l:3:1: no' }],
  });
  await addDocument(server, 'a', ['groups', ''], {
    memberships: ['web', 'db'].map((group) => ({
      group,
      source: 'given',
      detector: '',
      sinceMs: 1,
    })),
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const of = (nodeId: string) => server.as(viewer).configuration.onNode({ nodeId });

test('a node’s own packs are told by name, with what is wrong and why it is in its groups', async () => {
  const { packs, faults, memberships, toldMs } = await of('a');
  expect(packs.map(({ name }) => name)).toEqual(['linux', 'redis']);
  expect(faults.map(({ message }) => message)).toEqual(['/l:3:1: no']);
  expect(memberships.map(({ group }) => group)).toEqual(['db', 'web']);
  expect(toldMs).toBeGreaterThan(0);
});

test('a node that has told nothing says so', async () => {
  expect(await of('c')).toEqual({
    packs: [],
    faults: [],
    memberships: [],
    detectors: [],
    roles: [],
    toldMs: null,
  });
});

test('a pack is told over all nodes: its forms, its values in force, and what is wrong with it', async () => {
  const parameter = {
    name: 'limit',
    type: 'int',
    help: '',
    unit: '%',
    isSecret: false,
    default: '5',
    level: 'core',
    place: '/packs/haproxy/parameters.yaml:3:7',
  } as const;
  const card = { ...pack('haproxy'), parameters: [{ ...parameter, value: '5' }] };
  const own = { ...parameter, value: '9', level: 'local', place: '/local:1:1' } as const;
  const hides = [{ level: 'core', place: parameter.place, value: '5' }];
  await addDocument(server, 'a', ['pack', 'haproxy'], card);
  await addDocument(server, 'b', ['pack', 'haproxy'], { ...card, parameters: [{ ...own, hides }] });
  await addDocument(server, 'c', ['pack', 'haproxy'], { ...card, version: '2.0.0' });
  const found = await server.as(viewer).configuration.pack({ pack: 'haproxy' });
  expect(found.forms).toMatchObject([
    { card: { version: '1.0.0' }, nodes: 2 },
    { card: { version: '2.0.0' }, nodes: 1 },
  ]);
  expect(found.parameters).toMatchObject([
    { parameter: { value: '5', level: 'core', hides: [] }, nodes: 2 },
    { parameter: { value: '9', level: 'local', hides }, nodes: 1 },
  ]);
  expect(found).toMatchObject({ nodesLookedAt: 3, faults: [] });
  const redis = await server.as(viewer).configuration.pack({ pack: 'redis' });
  expect(redis.faults).toMatchObject([
    { fault: { level: 'local', message: '/l:3:1: no' }, nodes: 1 },
  ]);
  const none = server.as(viewer).configuration.pack({ pack: 'nobody' });
  await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the list of packs has each once, with how many nodes have it, and no list of keys', async () => {
  const packs = await server.as(viewer).configuration.packs();
  expect(packs.map(({ name }) => name)).toEqual(['haproxy', 'linux', 'nginx', 'odd', 'redis']);
  expect(packs[0]).toEqual({ name: 'haproxy', summary: 'About haproxy.', nodes: 3 });
});
