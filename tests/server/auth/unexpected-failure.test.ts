import { afterEach, expect, test, vi } from 'vitest';
import { QuietLog } from '../../support/quiet-log';
import { startTestServer } from '../../support/test-server';
import { addUser, Browser } from './browser';

afterEach(() => vi.restoreAllMocks());

test('a failure that nobody expected at signing in is in the log, without what was typed', async () => {
  const stderr = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const log = new QuietLog();
  await using server = await startTestServer({ log });
  const { email } = await addUser(server, 'Ada', 'admin');
  await server.database.query('ALTER TABLE "Account" RENAME TO "Gone"');
  const answer = await new Browser(server).signIn(email, 'typed by a person');
  expect(answer).toEqual({
    status: 500,
    body: {
      code: 'FAILED',
      message: 'Something failed in the server; its log says what. Try again.',
    },
  });
  expect(stderr).not.toHaveBeenCalled();
  const [told] = log.lines.filter(({ message }) => message === 'sign-in failed');
  expect(told).toMatchObject({ level: 'error', fields: { path: '/api/auth/sign-in/email' } });
  expect(JSON.stringify(told?.fields)).toMatch(/Account.* does not exist/);
  for (const secret of [email, 'typed by a person']) {
    expect(JSON.stringify(log.lines)).not.toContain(secret);
  }
});
