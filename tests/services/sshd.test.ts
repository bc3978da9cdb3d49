import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accessOf } from '@/packs/sshd/access';
import { parseServerConfig } from '@/packs/sshd/server-config';
import { packOnMachine } from './support/pack-on-machine';
import { hasPrograms } from './support/service-program';

const SSHD = '/usr/sbin/sshd';
const isRoot = process.getuid?.() === 0;

describe.runIf(hasPrograms(SSHD) && isRoot)('sshd', () => {
  test('what the collector reads from files is what the server itself says it does', async () => {
    // Privilege separation wants this directory, which the service makes at its start.
    execFileSync('/bin/mkdir', ['-p', '/run/sshd']);
    const said = execFileSync(SSHD, ['-T'], { encoding: 'utf8' });
    using pack = await packOnMachine('sshd', {});
    expect(await pack.run()).toMatchObject({ state: 'ok', reason: '' });
    expect(pack.facts).toMatchObject(accessOf(parseServerConfig(said)));
    expect(pack.facts.version).toMatch(/^1:\d/);
    expect(await pack.verdicts.groups()).toEqual(['sshd']);
  });

  test('fingerprints are those that ssh-keygen shows', async () => {
    using pack = await packOnMachine('sshd', {});
    await pack.run();
    const files = ['rsa', 'ecdsa', 'ed25519'].map((kind) => `/etc/ssh/ssh_host_${kind}_key.pub`);
    const shown = files
      .filter((file) => existsSync(file))
      .map((file) => ({
        type: readFileSync(file, 'utf8').split(' ')[0],
        fingerprint: execFileSync('/usr/bin/ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(
          ' ',
        )[1],
      }));
    expect(shown.length).toBeGreaterThan(0);
    expect(pack.facts.fingerprints).toEqual(shown);
  });
});
