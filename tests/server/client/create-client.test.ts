import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { createClient, OpsbroError } from 'opsbro/client';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { NodeDetail, NodeRow } from '@/common/domain/node';
import { apiToken } from '../../support/api-token';
import { startTestServer, type TestServer } from '../../support/test-server';
import { addNodes } from '../nodes/fleet';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  await addNodes(server, [{ id: 'a' }, { id: 'b' }], Date.now());
  token = await apiToken(server, ['*:read', 'nodes:write']);
});
afterAll(() => server[Symbol.asyncDispose]());

const clientOf = (over: object = {}) => createClient({ url: server.url, token, ...over });
const edit = { displayName: '', groups: [], collectorIntervalsMs: {} };

describe('a call', () => {
  test('asks, changes, and gives back what the server says, with its types', async () => {
    const client = clientOf();
    const edited = await client.nodes.edit.mutate({ nodeId: 'a', ...edit, displayName: 'Anna' });
    expectTypeOf(edited).toEqualTypeOf<NodeDetail>();
    expect(edited.name).toBe('Anna');
    expect(await client.nodes.find.query({ nodeId: 'a' })).toEqual(edited);
    expect((await client.nodes.list.query({})).total).toBe(2);
    expect(await client.auth.me.query()).toMatchObject({ id: 'u1' });
  });

  test('that does not fit does not compile', () => {
    const { nodes, audit } = clientOf();
    const wrong = [
      // @ts-expect-error a node is named by text
      () => nodes.find.query({ nodeId: 1 }),
      // @ts-expect-error a node must be named
      () => nodes.find.query(),
      // @ts-expect-error there is no such sorting
      () => nodes.list.query({ sort: 'colour' }),
      // @ts-expect-error a query changes nothing
      () => nodes.list.mutate({}),
      // @ts-expect-error there is no such procedure
      () => nodes.explode.mutate({}),
      // @ts-expect-error it is a question, not a stream
      () => audit.verify.subscribe(),
    ];
    expect(wrong).toHaveLength(6);
  });

  test.each([
    ['NOT_FOUND', () => clientOf().nodes.find.query({ nodeId: 'zzz' }), 'There is no node zzz.'],
    ['BAD_REQUEST', () => clientOf().nodes.find.query({ nodeId: '' }), /nodeId/],
    ['FORBIDDEN', () => clientOf().tokens.revoke.mutate({ tokenId: 'x' }), /tokens:write/],
    ['UNAUTHORIZED', () => clientOf({ token: 'opsk_wrong' }).nodes.overview.query(), /token/],
  ])('that is refused throws one class, with the code %s', async (code, call, message) => {
    const error: unknown = await call().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OpsbroError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('to where nobody listens is UNREACHABLE, and says where', async () => {
    const call = clientOf({ url: 'http://127.0.0.1:1' }).nodes.overview.query();
    const message = expect.stringContaining('http://127.0.0.1:1 was not reached');
    await expect(call).rejects.toMatchObject({ code: 'UNREACHABLE', message });
  });

  test('can be given up', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const signal = AbortSignal.timeout(50);
    const call = clientOf({ url: `http://127.0.0.1:${port}` }).nodes.overview.query(undefined, {
      signal,
    });
    await expect(call).rejects.toMatchObject({ code: 'UNREACHABLE' });
    silent.close();
  });
});

test.each(['ops.example.org', 'http://ops.example.org', 'ftp://localhost', ''])(
  'a token is not sent to %j, which is no safe address',
  (url) => expect(() => clientOf({ url })).toThrow(/^Expected an https:\/\/ address/),
);

describe('a subscription', () => {
  test('gives what happens from now on, until the loop is left', async () => {
    const client = clientOf();
    const rows = client.nodes.watch.subscribe({})[Symbol.asyncIterator]();
    const first = rows.next();
    expectTypeOf(first).resolves.toExtend<IteratorResult<{ id: string; data: NodeRow }>>();
    const stop = setInterval(() => void client.nodes.edit.mutate({ nodeId: 'b', ...edit }), 200);
    expect((await first).value).toMatchObject({ data: { id: 'b' } });
    clearInterval(stop);
    await rows.return?.();
  });

  test('of a wrong token throws instead of trying for ever', async () => {
    const rows = clientOf({ token: 'opsk_wrong' }).nodes.watch.subscribe({});
    await expect(rows[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    });
  });

  test('without its scope throws', async () => {
    const poor = await apiToken(server, ['timeline:read']);
    const rows = clientOf({ token: poor }).nodes.watch.subscribe({});
    await expect(rows[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('ends with its signal', async () => {
    const signal = AbortSignal.timeout(100);
    for await (const _ of clientOf().timeline.watch.subscribe({}, { signal })) expect.fail();
  });
});

test('a script that has asked and listened ends by itself', async () => {
  const script = `
    import { createClient } from 'opsbro/client';
    const client = createClient({ url: '${server.url}', token: process.env.TOKEN ?? '' });
    await client.nodes.overview.query();
    for await (const _ of client.timeline.watch.subscribe({}, { signal: AbortSignal.timeout(50) }));
  `;
  const words = ['node_modules/tsx/dist/cli.mjs', '--input-type=module', '--eval', script];
  const env = { ...process.env, TOKEN: token };
  const run = promisify(execFile)(process.execPath, words, { env, timeout: 15_000 });
  await expect(run).resolves.toEqual({ stdout: '', stderr: '' });
}, 20_000);
