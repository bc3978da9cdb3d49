import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, startTestServer, type TestServer, viewer } from '../../support/test-server';
import { addNodes } from '../nodes/fleet';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addNodes(server, [{ id: 'a' }], Date.now());
});
afterAll(() => server[Symbol.asyncDispose]());

test('an edited node is in the log with what was changed, and nothing else', async () => {
  const edit = { nodeId: 'a', displayName: 'Front', groups: ['web'], collectorIntervalsMs: {} };
  await server.as(admin).nodes.edit(edit);
  await server.as(admin).nodes.edit({ ...edit, groups: [] });
  const { entries } = await server.as(admin).audit.list({ target: 'node:a' });
  expect(entries).toMatchObject([
    { action: 'node.edit', before: { groups: ['web'] }, after: { groups: [] } },
    {
      actorName: 'Ada',
      targetName: 'Front',
      before: { displayName: '', groups: [] },
      after: { displayName: 'Front', groups: ['web'] },
    },
  ]);
  expect(entries[0]?.after).toEqual({ groups: [] });
  expect(await server.as(admin).audit.verify()).toMatchObject({ fault: null });
});

test('an edit that fails leaves no row', async () => {
  const before = await server.as(admin).audit.list({});
  const edit = { nodeId: 'zzz', displayName: '', groups: [], collectorIntervalsMs: {} };
  await expect(server.as(admin).nodes.edit(edit)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await server.as(admin).audit.list({})).toEqual(before);
});

test('the log is for admins alone', async () => {
  await expect(server.as(viewer).audit.list({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(server.as(viewer).audit.verify()).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
