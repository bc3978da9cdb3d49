import { afterAll, beforeAll, expect, test } from 'vitest';
import { appRouter } from '@/server/trpc/app-router';
import { startTestServer, type TestServer, viewer } from '../support/test-server';

/** What nobody needs to sign in for. Whoever adds one here says why in the review. */
const OPEN_TO_ALL = ['auth.me', 'auth.setUp', 'auth.setUpState'];

/** What changes something, and so needs more than looking. */
const NEEDS_OPERATOR = ['nodes.edit'];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const paths = Object.keys(appRouter._def.procedures);

async function call(path: string, user: Parameters<TestServer['as']>[0]): Promise<unknown> {
  const [noun = '', verb = ''] = path.split('.');
  const caller = server.as(user) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  const result = await caller[noun]?.[verb]?.({}).catch((error: { code?: string }) => error.code);
  return typeof result === 'string' ? result : 'let in';
}

test.each(paths.filter((path) => !OPEN_TO_ALL.includes(path)))(
  '%s is refused to whoever has not signed in, before its input is looked at',
  async (path) => expect(await call(path, undefined)).toBe('UNAUTHORIZED'),
);

test.each(NEEDS_OPERATOR)('%s is refused to a viewer', async (path) => {
  expect(await call(path, viewer)).toBe('FORBIDDEN');
});

test.each(paths.filter((path) => ![...OPEN_TO_ALL, ...NEEDS_OPERATOR].includes(path)))(
  '%s lets a viewer in',
  async (path) => expect(['let in', 'BAD_REQUEST']).toContain(await call(path, viewer)),
);
