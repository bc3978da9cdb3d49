import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import { freePort, hasPrograms, startService } from './support/service-program';

const SERVER = '/usr/sbin/haproxy';

const configuration = (directory: string, ports: { front: number; good: number; bad: number }) => `
global
  stats socket ${directory}/admin.sock mode 660 level user
  maxconn 100
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 1s
frontend shop-in
  bind 127.0.0.1:${ports.front}
  default_backend shop
backend shop
  option httpchk GET /
  server web-1 127.0.0.1:${ports.good} check inter 100ms fall 1 rise 1
  server web-2 127.0.0.1:${ports.bad} check inter 100ms fall 1 rise 1
`;

describe.runIf(hasPrograms(SERVER))('haproxy', () => {
  test('servers that go down and come back are told as HAProxy sees them', async () => {
    const site = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const good = (site.address() as AddressInfo).port;
    const ports = { front: await freePort(), good, bad: await freePort() };
    await using haproxy = await startService({
      user: 'haproxy',
      prepare: (directory) =>
        writeFileSync(join(directory, 'haproxy.cfg'), configuration(directory, ports)),
      command: (directory) => [SERVER, '-db', '-f', join(directory, 'haproxy.cfg')],
      isReady: () => answers(ports.front),
    });
    const socket = join(haproxy.directory, 'admin.sock');
    using pack = await packOnMachine('haproxy', { socket });
    const servers = async () => {
      await pack.run();
      return pack.verdicts.check('servers');
    };
    await expect.poll(servers, { timeout: 10_000 }).toBe('warning: down: shop/web-2');
    for (let count = 0; count < 20; count += 1) await answers(ports.front);
    expect(await pack.run()).toMatchObject({ state: 'ok', reason: '' });
    expect(pack.value('frontends.shop-in.requests_per_second')).toBeGreaterThan(1);
    expect(pack.value('backends.shop.servers_up')).toBe(1);
    expect(pack.value('servers.shop/web-1.up')).toBe(1);
    expect(pack.value('connections_max')).toBe(100);
    expect(pack.facts).toMatchObject({ version: expect.stringMatching(/^\d\.\d+/) });
    expect(await pack.verdicts.groups()).toEqual(['haproxy']);
    expect(await pack.verdicts.check('answers')).toMatch(/^ok: HAProxy answers/);
    expect(await pack.verdicts.check('connections')).toMatch(/^ok: \d/);

    site.close();
    site.closeAllConnections();
    await expect
      .poll(servers, { timeout: 10_000 })
      .toBe('critical: nobody answers for the backend shop; down: shop/web-1, shop/web-2');

    await haproxy.kill();
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: HAProxy does not answer/);
  });
});

async function answers(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/`).then(
    ({ ok }) => ok,
    () => false,
  );
}
