import { describe, expect, test } from 'vitest';
import selinux, { parseSelinuxConfig } from '@/packs/linux/collectors/selinux';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';

describe('selinux', () => {
  test('says what is enforced on a recorded machine', async () => {
    expect(await dataFrom(selinux, recordedHost('rhel-7-bare'))).toEqual({
      enabled: true,
      mode: 'enforcing',
      configured_mode: 'enforcing',
      policy: 'targeted',
    });
  });

  test('tells now from the next boot', async () => {
    const host = hostWith({
      '/sys/fs/selinux/enforce': '0',
      '/etc/selinux/config': '# SELINUX=disabled\nSELINUX=enforcing\nSELINUXTYPE=mls\n',
    });
    expect(await dataFrom(selinux, host)).toMatchObject({
      mode: 'permissive',
      configured_mode: 'enforcing',
      policy: 'mls',
    });
  });

  test('is off where a configuration exists and the kernel has loaded no policy', async () => {
    const host = hostWith({ '/etc/selinux/config': 'SELINUX=disabled\n' });
    expect(await dataFrom(selinux, host)).toMatchObject({ enabled: false, mode: 'disabled' });
  });

  test('is not eligible without both', async () => {
    expect(await collectFrom(selinux, hostWith({}))).toMatchObject({ kind: 'not-eligible' });
  });

  test.each(['', '\0', 'SELINUX', 'SELINUX=\n'])('finds nothing in %j', (text) => {
    expect(parseSelinuxConfig(text).policy).toBeUndefined();
  });
});
