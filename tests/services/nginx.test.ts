import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import {
  freePort,
  hasPrograms,
  type ServiceProgram,
  startService,
} from './support/service-program';

const SERVER = '/usr/sbin/nginx';

function configuration(directory: string, port: number, status: string): string {
  return `
    worker_processes 1; daemon off; pid ${directory}/pid; error_log ${directory}/error.log;
    events { worker_connections 64; }
    http {
      access_log off;
      client_body_temp_path ${directory}/b; proxy_temp_path ${directory}/p;
      fastcgi_temp_path ${directory}/f; uwsgi_temp_path ${directory}/u; scgi_temp_path ${directory}/s;
      server { listen 127.0.0.1:${port}; location / { return 200 "hello"; } ${status} }
    }`;
}

/** As the collector's advice has it. */
const STATUS =
  'location = /nginx_status { stub_status; access_log off; allow 127.0.0.1; allow ::1; deny all; }';

function startNginx(port: number, status: string): Promise<ServiceProgram> {
  return startService({
    user: 'www-data',
    prepare: (directory) =>
      writeFileSync(join(directory, 'nginx.conf'), configuration(directory, port, status)),
    command: (directory) => [SERVER, '-p', directory, '-c', join(directory, 'nginx.conf')],
    isReady: () => answers(port),
  });
}

async function answers(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/`).then(
    ({ ok }) => ok,
    () => false,
  );
}

describe.runIf(hasPrograms(SERVER))('nginx', () => {
  test('the collector counts the requests that were sent', async () => {
    const port = await freePort();
    await using nginx = await startNginx(port, STATUS);
    using pack = await packOnMachine('nginx', { url: `http://127.0.0.1:${port}/nginx_status` });
    expect(await pack.run()).toMatchObject({ state: 'ok', reason: '' });
    const before = pack.value('requests') ?? 0;
    for (let count = 0; count < 20; count += 1) await answers(port);
    await pack.run();
    expect((pack.value('requests') ?? 0) - before).toBe(21);
    expect(pack.value('requests_per_second')).toBeGreaterThan(1);
    expect(pack.value('connections.active')).toBeGreaterThanOrEqual(1);
    expect(pack.value('dropped')).toBe(0);
    expect(pack.facts).toMatchObject({ version: expect.stringMatching(/^1\.\d+/) });

    expect(await pack.verdicts.groups()).toEqual(['nginx']);
    expect(await pack.verdicts.check('answers')).toMatch(/^ok: nginx answers in \d/);
    expect(await pack.verdicts.check('dropped')).toMatch(/^ok/);

    await nginx.kill();
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: .*nothing listens there$/);
    expect(await pack.verdicts.groups()).toEqual(['nginx']);
  });

  test('without the page the advice is given that makes it', async () => {
    const port = await freePort();
    await using _nginx = await startNginx(port, '');
    using pack = await packOnMachine('nginx', { url: `http://127.0.0.1:${port}/nginx_status` });
    expect(await pack.run()).toMatchObject({
      state: 'missing-configuration',
      reason: expect.stringContaining('another page'),
      fix: expect.stringContaining(STATUS),
    });
    expect(await pack.verdicts.check('answers')).toBe('not for this machine');
  });
});
