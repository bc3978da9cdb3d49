import { describe, expect, test } from 'vitest';
import { accessOf } from '@/packs/sshd/access';
import sshd from '@/packs/sshd/collectors/sshd';
import { fingerprintOf, parsePublicKey } from '@/packs/sshd/host-keys';
import { parseServerConfig, readServerConfig } from '@/packs/sshd/server-config';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';
import { movingHost } from '../linux/moving-host';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOgPsL6jfvMMErmCVGAuOGCV97D++/SNq4AqZklgiDj2';
const FINGERPRINT = 'SHA256:QLJxS86sRPhZtJIjH7tYOlTf4x5Mm2/rKl3H021hiUQ';

describe('sshd', () => {
  test('gives the public keys of a recorded machine and who may log in', async () => {
    const data = await dataFrom(sshd, recordedHost('debian-12-nspawn'));
    expect(data).toMatchObject({
      host_ed25519_key_pub: expect.stringMatching(/^ssh-ed25519 AAAA\S+$/),
      host_rsa_key_pub: expect.stringMatching(/^ssh-rsa AAAA\S+$/),
      host_dsa_key_pub: undefined,
      fingerprints: expect.arrayContaining([
        { type: 'ssh-ed25519', fingerprint: expect.stringMatching(/^SHA256:[\w+/]{43}$/) },
      ]),
      ports: [22],
      permit_root_login: 'prohibit-password',
    });
  });

  const LISTENS =
    '  sl  local_address rem_address   st\n   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 500 1\n';
  const CONFIG = { '/etc/ssh/sshd_config': 'Port 22\n' };
  const ENABLED = {
    '/run/systemd/system/x': '',
    '/etc/systemd/system/multi-user.target.wants/ssh.service': '',
  };

  test.each<[string, Record<string, string>, number | undefined]>([
    ['is up while something listens on its port', { '/proc/net/tcp6': LISTENS }, 1],
    ['is down when it should run and nothing listens', ENABLED, 0],
    ['is neither when it is installed and nobody wants it to run', {}, undefined],
    [
      'is down when something listens elsewhere',
      { ...ENABLED, '/proc/net/tcp': LISTENS.replace('0016', '0050') },
      0,
    ],
  ])('%s', async (_, files, available) => {
    expect(await dataFrom(sshd, hostWith({ ...CONFIG, ...files }))).toMatchObject({ available });
  });

  test('that was there is missed for an hour, whoever started it', async () => {
    const first = hostWith({ ...CONFIG, '/proc/net/tcp': LISTENS });
    const { host, moveTo } = movingHost(first);
    expect(await dataFrom(sshd, host)).toMatchObject({ available: 1 });
    moveTo(first.later(60_000, { '/proc/net/tcp': null }));
    expect(await dataFrom(sshd, host)).toMatchObject({ available: 0 });
    moveTo(first.later(3_700_000, { '/proc/net/tcp': null }));
    expect(await dataFrom(sshd, host)).toMatchObject({ available: undefined });
  });

  test('tells how many logins fail by the size of the file alone', async () => {
    const first = hostWith({ ...CONFIG, '/var/log/btmp': 'x'.repeat(3 * 384) });
    const later = first.later(60_000, { '/var/log/btmp': 'x'.repeat(9 * 384) });
    expect(await dataFrom(sshd, first, later)).toMatchObject({
      failed_logins: 9,
      failed_logins_per_minute: 6,
    });
    const rotated = later.later(60_000, { '/var/log/btmp': '' });
    expect(await dataFrom(sshd, first, later, rotated)).toMatchObject({
      failed_logins: 0,
      failed_logins_per_minute: undefined,
    });
  });

  test('knows the version of its package, and looks again when dpkg has changed something', async () => {
    const status = (version: string) => ({
      '/var/lib/dpkg/status': `Package: dpkg\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n\nPackage: openssh-server\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n\n`,
    });
    const at = (modifiedMs: number, version: string) =>
      hostWith(
        { ...CONFIG, ...status(version) },
        { modified: { '/var/lib/dpkg/status': modifiedMs } },
      );
    const { host, moveTo } = movingHost(at(1, '1:9.2p1-2'));
    expect(await dataFrom(sshd, host)).toMatchObject({ version: '1:9.2p1-2' });
    moveTo(at(1, 'not read again'));
    expect(await dataFrom(sshd, host)).toMatchObject({ version: '1:9.2p1-2' });
    moveTo(at(2, '1:9.2p1-3'));
    expect(await dataFrom(sshd, host)).toMatchObject({ version: '1:9.2p1-3' });
  });

  test('a configuration that only root may read leaves its settings out', async () => {
    const data = await dataFrom(
      sshd,
      hostWith({
        '/etc/ssh/ssh_host_ed25519_key.pub': `${KEY} root@web\n`,
        '/etc/ssh/sshd_config': { denied: true },
      }),
    );
    expect(data).toMatchObject({ host_ed25519_key_pub: KEY });
    expect(data).not.toHaveProperty('ports');
  });

  test('a machine with the client alone is not eligible', async () => {
    const host = hostWith({ '/etc/ssh/ssh_config': 'Host *\n' });
    expect(await collectFrom(sshd, host)).toMatchObject({ kind: 'not-eligible' });
  });
});

describe('a public key', () => {
  test('is shown as ssh-keygen shows it', () => {
    expect(fingerprintOf(KEY)).toEqual({ type: 'ssh-ed25519', fingerprint: FINGERPRINT });
  });

  test('loses its comment', () => {
    expect(parsePublicKey(`${KEY} root@web\n`)).toBe(KEY);
  });

  test.each([
    '',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n',
    'ssh-rsa',
    'ssh-rsa <script>',
    'AAAAC3Nza ssh-rsa',
  ])('is not found in %j', (text) => {
    expect(parsePublicKey(text)).toBeUndefined();
  });
});

describe('the settings', () => {
  test('come from included files where they are included, and the first wins', () => {
    const settings = readServerConfig(
      hostWith({
        '/etc/ssh/sshd_config':
          'Include /etc/ssh/sshd_config.d/*.conf\nPort 22\nPermitRootLogin yes\n',
        '/etc/ssh/sshd_config.d/10-hard.conf': 'PermitRootLogin no\nPasswordAuthentication no\n',
        '/etc/ssh/sshd_config.d/20-soft.conf': 'PasswordAuthentication yes\n',
        '/etc/ssh/sshd_config.d/30-ignored.conf.bak': 'Port 1\n',
      }),
    );
    expect(accessOf(settings ?? [])).toMatchObject({
      ports: [22],
      permit_root_login: 'no',
      password_authentication: false,
    });
  });

  test('an include that is relative is looked for beside the main file', () => {
    const settings = readServerConfig(
      hostWith({
        '/etc/ssh/sshd_config': 'Include extra/a.conf extra/b?.conf\n',
        '/etc/ssh/extra/a.conf': 'Port 2200\n',
        '/etc/ssh/extra/b1.conf': 'Port 2201\n',
        '/etc/ssh/extra/b11.conf': 'Port 2202\n',
      }),
    );
    expect(accessOf(settings ?? []).ports).toEqual([2200, 2201]);
  });

  test('files that include themselves or one another come to an end', () => {
    const settings = readServerConfig(
      hostWith({
        '/etc/ssh/sshd_config': 'Port 22\nInclude /etc/ssh/sshd_config /etc/ssh/sshd_config\n',
      }),
    );
    expect(settings?.length).toBeLessThan(1_000);
  });

  test('what stands behind a Match is not for everybody', () => {
    const text = 'PermitRootLogin no\nMatch User backup\n  PermitRootLogin yes\n  Port 1\n';
    expect(parseServerConfig(text)).toEqual([{ keyword: 'permitrootlogin', value: 'no' }]);
  });

  test('may be written with an equals sign, quotes, comments and in any case', () => {
    const text = '# Port 1\n\tPORT = 2222 # ours\nPermitRootLogin "without-password"\n\n';
    const access = accessOf(parseServerConfig(text));
    expect(access).toMatchObject({ ports: [2222], permit_root_login: 'prohibit-password' });
  });

  test('of an empty file are the defaults of OpenSSH', () => {
    expect(accessOf([])).toEqual({
      ports: [22],
      permit_root_login: 'prohibit-password',
      password_authentication: true,
      pubkey_authentication: true,
      permit_empty_passwords: false,
      x11_forwarding: false,
      max_auth_tries: 6,
      allow_users: [],
      allow_groups: [],
    });
  });

  test('of who may log in add up', () => {
    const text = 'AllowUsers anna bert@192.0.2.*\nAllowUsers carl\nMaxAuthTries 3\n';
    expect(accessOf(parseServerConfig(text))).toMatchObject({
      allow_users: ['anna', 'bert@192.0.2.*', 'carl'],
      max_auth_tries: 3,
    });
  });
});
