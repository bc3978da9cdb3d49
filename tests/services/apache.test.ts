import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import { freePort, hasPrograms, startService } from './support/service-program';

const SERVER = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';

/** The location is that of Debian's status.conf. */
function configuration(directory: string, port: number, workers: number): string {
  const modules = ['mpm_event', 'authz_core', 'authz_host', 'status'];
  return `
ServerName localhost
ServerRoot ${directory}
PidFile ${directory}/pid
ErrorLog ${directory}/error.log
DefaultRuntimeDir ${directory}
DocumentRoot ${directory}
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
ServerLimit 1
StartServers 1
ThreadsPerChild ${workers}
MaxRequestWorkers ${workers}
MinSpareThreads 1
MaxSpareThreads ${workers}
<Location /server-status>
  SetHandler server-status
  Require local
</Location>
`;
}

function startApache(port: number, workers: number) {
  return startService({
    user: 'www-data',
    prepare: (directory) =>
      writeFileSync(join(directory, 'apache.conf'), configuration(directory, port, workers)),
    command: (directory) => [SERVER, '-DFOREGROUND', '-f', join(directory, 'apache.conf')],
    isReady: () => answers(port),
  });
}

async function answers(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}

describe.runIf(hasPrograms(SERVER))('apache', () => {
  test('the collector counts requests and workers', async () => {
    const port = await freePort();
    await using apache = await startApache(port, 25);
    const url = `http://127.0.0.1:${port}/server-status?auto`;
    using pack = await packOnMachine('apache', { url });
    expect(await pack.run()).toMatchObject({ state: 'ok', reason: '' });
    const before = pack.value('requests') ?? 0;
    for (let count = 0; count < 20; count += 1) await answers(port);
    await pack.run();
    // Apache counts a request when it is over, so that the page may not count itself.
    expect((pack.value('requests') ?? 0) - before).toBeGreaterThanOrEqual(20);
    expect(pack.value('requests_per_second')).toBeGreaterThan(1);
    expect((pack.value('busy_workers') ?? 0) + (pack.value('idle_workers') ?? 0)).toBe(25);
    expect(pack.facts).toMatchObject({
      version: expect.stringContaining('Apache/2.4'),
      mpm: 'event',
    });
    expect(await pack.verdicts.groups()).toEqual(['apache']);
    expect(await pack.verdicts.check('answers')).toMatch(/^ok: Apache answers in \d/);
    expect(await pack.verdicts.check('workers')).toMatch(/^ok: \d+ workers wait/);

    await apache.kill();
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: .*nothing listens there$/);
  });

  test('when the only worker has the question itself, none is left', async () => {
    const port = await freePort();
    await using _apache = await startApache(port, 1);
    const url = `http://127.0.0.1:${port}/server-status?auto`;
    using pack = await packOnMachine('apache', { url });
    await pack.run();
    expect(await pack.verdicts.check('workers')).toMatch(/^warning: all 1 workers are busy/);
  });

  test('a page that is not there is asked for in words', async () => {
    const port = await freePort();
    await using _apache = await startApache(port, 25);
    using pack = await packOnMachine('apache', { url: `http://127.0.0.1:${port}/elsewhere?auto` });
    expect(await pack.run()).toMatchObject({
      state: 'missing-configuration',
      reason: expect.stringContaining('404'),
      fix: expect.stringContaining('a2enmod status'),
    });
  });
});
