import { describe, expect, test } from 'vitest';
import sshd, { accessOf, parsePublicKey } from '@/packs/linux/collectors/sshd';
import { parseServerConfig, readServerConfig } from '@/packs/linux/ssh/server-config';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOgPsL6jfvMMErmCVGAuOGCV97D++/SNq4AqZklgiDj2';

describe('sshd', () => {
  test('gives the public keys of a recorded machine and who may log in', async () => {
    const data = await dataFrom(sshd, recordedHost('debian-12-nspawn'));
    expect(data).toMatchObject({
      host_ed25519_key_pub: expect.stringMatching(/^ssh-ed25519 AAAA\S+$/),
      host_rsa_key_pub: expect.stringMatching(/^ssh-rsa AAAA\S+$/),
      host_dsa_key_pub: undefined,
      ports: [22],
      permit_root_login: 'prohibit-password',
    });
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
    expect(accessOf(settings ?? [])).toEqual({
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
    });
  });
});
