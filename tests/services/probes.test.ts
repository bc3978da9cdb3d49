import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import { freePort, hasPrograms, startService, succeeds } from './support/service-program';

const RESOLVER = '/usr/sbin/unbound';
const SSHD = '/usr/sbin/sshd';
const NGINX = '/usr/sbin/nginx';
const OPENSSL = '/usr/bin/openssl';
const isRoot = process.getuid?.() === 0;

describe.runIf(hasPrograms(RESOLVER))('the probe of names', () => {
  const zone = (directory: string, port: number) => `
server:
  directory: "${directory}"
  chroot: ""
  username: ""
  pidfile: "${directory}/pid"
  interface: 127.0.0.1
  port: ${port}
  do-daemonize: no
  use-syslog: no
  local-zone: "example." static
  local-data: "shop.example. A 192.0.2.1"
  local-data: "shop.example. A 192.0.2.2"
  local-data: "shop.example. AAAA 2001:db8::1"
  local-data: "shop.example. MX 10 mail.example."
  local-data: 'shop.example. TXT "v=spf1 -all"'
  local-data-ptr: "192.0.2.1 shop.example"
`;

  test('reads what a real resolver answers, of each kind', async () => {
    const port = await freePort();
    await using unbound = await startService({
      user: 'unbound',
      prepare: (directory) => writeFileSync(join(directory, 'unbound.conf'), zone(directory, port)),
      command: (directory) => [RESOLVER, '-d', '-c', join(directory, 'unbound.conf')],
      isReady: async () => {
        using pack = await packOnMachine('dns', {
          targets: [`shop.example server=127.0.0.1:${port} timeout=500ms name=shop`],
        });
        await pack.run();
        return pack.value('targets.shop.up') === 1;
      },
    });
    const server = `server=127.0.0.1:${port}`;
    using pack = await packOnMachine('dns', {
      targets: [
        `shop.example ${server} expect=192.0.2.1,192.0.2.2 name=a`,
        `shop.example ${server} type=AAAA expect=2001:db8::1 name=aaaa`,
        `shop.example ${server} type=MX expect="10 mail.example" name=mx`,
        `shop.example ${server} type=TXT expect="v=spf1 -all" name=txt`,
        `192.0.2.1 ${server} type=PTR expect=shop.example name=ptr`,
        `none.example ${server} name=none`,
        `shop.example ${server} expect=192.0.2.3 name=moved`,
      ],
    });
    expect(await pack.run()).toMatchObject({ state: 'ok' });
    expect(pack.facts.down).toEqual([
      expect.stringMatching(/^none \(A of none\.example .*there is no such name\)$/),
      'moved (no 192.0.2.3 among the answers: 192.0.2.1, 192.0.2.2)',
    ]);
    expect(await pack.verdicts.groups()).toEqual(['dns-probe']);
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: down: none .*; moved /);
    expect(await pack.verdicts.check('slow')).toMatch(/^ok/);

    await unbound.kill();
    await pack.run();
    expect(pack.value('targets.a.up')).toBe(0);
  });
});

describe.runIf(hasPrograms(SSHD) && isRoot)('the probe of ports', () => {
  test('hears the greeting of a real SSH server, and that it is gone', async () => {
    const port = await freePort();
    await using sshd = await startService({
      user: 'root',
      prepare: (directory, asUser) => {
        // Privilege separation wants this directory, which the service makes at its start.
        asUser('/bin/mkdir', '-p', '/run/sshd');
        asUser('/usr/bin/ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', `${directory}/key`);
      },
      command: (directory) =>
        [
          ...[SSHD, '-D', '-e', '-f', '/dev/null', '-h', `${directory}/key`],
          ...['-o', `Port=${port}`, '-o', 'ListenAddress=127.0.0.1', '-o', 'PidFile=none'],
        ] as [string, ...string[]],
      isReady: () => succeeds('/usr/bin/ssh-keyscan', '-p', String(port), '127.0.0.1'),
    });
    using pack = await packOnMachine('tcp', {
      targets: [`127.0.0.1:${port} contains=SSH-2.0 name=ssh`],
    });
    await pack.run();
    expect(pack.value('targets.ssh.up')).toBe(1);
    expect(await pack.verdicts.check('answers')).toBe('ok: all targets accept connections');
    await sshd.kill();
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: down: ssh .*nothing listens/);
  });
});

describe.runIf(hasPrograms(NGINX, OPENSSL))('the probes of the web', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbro-certificates-'));
  const openssl = (...words: string[]) =>
    execFileSync(OPENSSL, words, { cwd: folder, stdio: 'pipe' });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Made by openssl, as an administrator would. */
  function certificate(file: string, name: string, days: number) {
    const words = ['-newkey', 'rsa:2048', '-nodes', '-x509', '-days', String(days)];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    openssl('req', ...words, ...subject, '-keyout', `${file}.key`, '-out', `${file}.pem`);
  }

  test('tell real certificates apart: good, soon over, of another name, signed by itself', async () => {
    certificate('good', 'localhost', 90);
    certificate('soon', 'localhost', 8);
    certificate('other', 'shop.example', 90);
    const files = ['good', 'soon', 'other'];
    const ports = [await freePort(), await freePort(), await freePort()];
    const servers = files.map(
      (file, index) =>
        `server { listen 127.0.0.1:${ports[index]} ssl; ssl_certificate ${folder}/${file}.pem;
         ssl_certificate_key ${folder}/${file}.key; location / { return 200 "all is well"; } }`,
    );
    await using _nginx = await startService({
      user: 'root',
      prepare: (directory) =>
        writeFileSync(
          join(directory, 'nginx.conf'),
          `daemon off; pid ${directory}/pid; error_log ${directory}/error.log; events {}
           http { access_log off; ${servers.join('\n')} }`,
        ),
      command: (directory) => [NGINX, '-p', directory, '-c', join(directory, 'nginx.conf')],
      isReady: () =>
        succeeds('/bin/sh', '-c', `echo | openssl s_client -connect 127.0.0.1:${ports[2]}`),
    });
    const places = files.map((file, index) => `localhost:${ports[index]} name=${file}`);
    using tls = await packOnMachine('tls', {
      targets: [
        ...places.map((place, index) => `${place} ca=${folder}/${files[index]}.pem`),
        `localhost:${ports[0]} name=unknown`,
      ],
    });
    expect(await tls.run()).toMatchObject({ state: 'ok', reason: '' });
    expect(tls.facts).toMatchObject({
      down: [],
      bad: [
        'other is for somebody else: its certificate is not for localhost',
        'unknown is not trusted: it signed itself',
      ],
      expiring: [expect.stringMatching(/^soon expires in [78] days$/)],
    });
    expect(tls.value('targets.good.trusted')).toBe(1);
    expect(tls.value('targets.good.days_left')).toBeCloseTo(90, 0);
    expect(await tls.verdicts.check('certificates')).toMatch(/^critical: other is .*; unknown is /);

    using http = await packOnMachine('http', {
      targets: [
        `https://localhost:${ports[0]}/ verify=no contains="all is well" name=well`,
        `https://localhost:${ports[0]}/ name=strict`,
      ],
    });
    await http.run();
    expect(http.value('targets.well.up')).toBe(1);
    expect(http.value('targets.well.tls_ms')).toBeGreaterThan(0);
    expect(http.facts.down).toEqual([
      expect.stringMatching(/^strict \(.*nobody whom the agent trusts vouches for its certificate/),
    ]);
  });
});
