import { describe, expect, test } from 'vitest';
import { judgeShipped } from '../shipped-check';

const sshd = (data: object) => ({ data: { sshd: { ports: [22], ...data } } });

describe('the check listens', () => {
  test('is quiet while something listens', async () => {
    expect(await judgeShipped('sshd.listens', sshd({ available: 1 }))).toMatchObject({
      state: 'ok',
    });
  });

  test('is critical when nothing does, and says on which port', async () => {
    expect(await judgeShipped('sshd.listens', sshd({ available: 0 }))).toMatchObject({
      state: 'critical',
      output: expect.stringMatching(/nothing listens on port 22.*systemctl status ssh/),
    });
  });

  test('does not run where the server is not meant to', async () => {
    expect(await judgeShipped('sshd.listens', sshd({}))).toMatchObject({
      state: 'not for this machine',
    });
  });
});

describe('the check failed-logins', () => {
  const tried = (failed_logins_per_minute: number) => sshd({ failed_logins_per_minute });

  test('does not run until somebody says how many are too many', async () => {
    expect(await judgeShipped('sshd.failed-logins', tried(1_000))).toMatchObject({
      state: 'not for this machine',
    });
  });

  test.each([
    [4.2, 'ok'],
    [5, 'warning'],
  ])('%f a minute are %s where five are too many', async (failed, state) => {
    const parameters = { failed_logins_warning: 5 };
    expect(
      await judgeShipped('sshd.failed-logins', { ...tried(failed), parameters }),
    ).toMatchObject({ state, output: expect.stringContaining(failed.toFixed(1)) });
  });
});
