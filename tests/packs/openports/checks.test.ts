import { expect, test } from 'vitest';
import { judgeShipped } from '../shipped-check';

const found = (unexpected: string[], allowed: string[]) =>
  judgeShipped('openports.unexpected', {
    data: { openports: { unexpected } },
    parameters: { allowed },
  });

test('the check of open ports does not run until somebody says what may be open', async () => {
  expect(await found([], [])).toMatchObject({ state: 'not for this machine' });
});

test('it is quiet while nothing else is open, and names what is', async () => {
  expect(await found([], ['22'])).toMatchObject({ state: 'ok' });
  expect(await found(['tcp/80 of nginx', 'udp/53 of dnsmasq'], ['22'])).toMatchObject({
    state: 'warning',
    output: 'open and not allowed: tcp/80 of nginx, udp/53 of dnsmasq',
  });
});
