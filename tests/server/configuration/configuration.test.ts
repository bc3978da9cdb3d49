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
