import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiToken } from '../../support/api-token';
import { startTestServer, type TestServer } from '../../support/test-server';
import { PageSocket } from '../auth/page-socket';

let server: TestServer;
let authorization: string;
beforeAll(async () => {
  server = await startTestServer();
  authorization = `Bearer ${await apiToken(server, ['*:read'])}`;
});
afterAll(() => server[Symbol.asyncDispose]());

const watch = (id: number) => ({
  id,
  method: 'subscription',
  params: { path: 'timeline.watch', input: { json: {} } },
});

test('a socket has so many subscriptions and no more, and another for each that it stops', async () => {
  const page = await new PageSocket(server, { authorization }).opened();
  const count = (type: string) =>
    page.messages.filter(({ result }) => result?.type === type).length;
  const refusals = () => page.messages.filter(({ error }) => error !== undefined);
  for (let id = 1; id <= 260; id++) page.send(watch(id));
  await expect.poll(() => refusals().length, { timeout: 20_000 }).toBe(4);
  expect(refusals().map(({ id }) => id)).toEqual([257, 258, 259, 260]);
  expect(refusals()[0]?.error?.json).toMatchObject({
    message: expect.stringContaining('256 subscriptions open'),
    data: { code: 'SERVICE_UNAVAILABLE' },
  });

  page.send({ id: 1, method: 'subscription.stop' });
  await expect.poll(() => count('stopped'), { timeout: 20_000 }).toBeGreaterThan(0);
  const before = refusals().length;
  page.send(watch(300));
  page.send(watch(301));
  await expect.poll(() => refusals().length, { timeout: 20_000 }).toBe(before + 1);
  expect(refusals().at(-1)?.id).toBe(301);
  page.socket.terminate();
});
