import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Host } from '@/agent/collectors/host';
import { createSystemHost } from '@/agent/collectors/system-host';
import { systemClock } from '@/common/node/system-clock';
import packageUpdates, { countApk } from '@/packs/linux/collectors/package_updates';
import { parseInstalled } from '@/packs/linux/debian/installed-packages';
import { parseArchive } from '@/packs/linux/debian/package-lists';
import { findPendingUpdates } from '@/packs/linux/debian/pending-updates';
import { fieldOf, stanzasOf } from '@/packs/linux/debian/stanza';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';
import { movingHost } from './moving-host';

const STATUS = '/var/lib/dpkg/status';
const LISTS = '/var/lib/apt/lists';
const MAIN = `${LISTS}/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages`;
const SECURITY = `${LISTS}/deb.debian.org_debian-security_dists_bookworm-security_main_binary-amd64_Packages`;
const BACKPORTS = `${LISTS}/deb.debian.org_debian_dists_bookworm-backports_main_binary-amd64_Packages`;
const BACKPORTS_RELEASE = `${LISTS}/deb.debian.org_debian_dists_bookworm-backports_InRelease`;

function installed(name: string, version: string, status = 'install ok installed', arch = 'amd64') {
  return `Package: ${name}\nStatus: ${status}\nArchitecture: ${arch}\nVersion: ${version}\n`;
}

function offered(name: string, version: string, arch = 'amd64') {
  return `Package: ${name}\nVersion: ${version}\nArchitecture: ${arch}\nDescription: x\n`;
}

const DPKG = installed('dpkg', '1.21.22');

async function updatesOf(files: Record<string, string>) {
  const { signal } = new AbortController();
  const { updates } = await findPendingUpdates(hostWith(files), signal);
  return updates.map(({ name, candidate }) => `${name} ${candidate}`);
}

describe('pending updates', () => {
  test('are those for which a list has a later version than the installed one', async () => {
    const status = [DPKG, installed('bash', '5.2-1'), installed('curl', '8.0-2')].join('\n');
    const list = [
      offered('bash', '5.2-2'),
      offered('curl', '8.0-1'),
      offered('zsh', '9.0-1'),
      offered('bash', '5.2-3'),
    ].join('\n');
    expect(await updatesOf({ [STATUS]: status, [MAIN]: list })).toEqual(['bash 5.2-3']);
  });

  test('are told apart by architecture, and one for all belongs to the machine', async () => {
    const status = [
      DPKG,
      installed('libc6', '2.36-1'),
      installed('libc6', '2.36-2', 'install ok installed', 'i386'),
      installed('tzdata', '2024a', 'install ok installed', 'all'),
    ].join('\n');
    const list = [offered('libc6', '2.36-2', 'i386'), offered('tzdata', '2024b', 'amd64')].join(
      '\n',
    );
    expect(await updatesOf({ [STATUS]: status, [MAIN]: list })).toEqual(['tzdata 2024b']);
  });

  test('leave out what is not wholly installed', async () => {
    const status = [
      DPKG,
      installed('gone', '1', 'deinstall ok config-files'),
      installed('half', '1', 'install ok half-installed'),
    ].join('\n');
    const list = [offered('gone', '2'), offered('half', '2')].join('\n');
    expect(await updatesOf({ [STATUS]: status, [MAIN]: list })).toEqual([]);
  });

  test('come from backports only for what came from there', async () => {
    const status = [DPKG, installed('nginx', '1.22-9'), installed('git', '2.43-1~bpo12+1')].join(
      '\n',
    );
    const files = {
      [STATUS]: status,
      [MAIN]: [offered('nginx', '1.22-9'), offered('git', '2.39-2')].join('\n'),
      [BACKPORTS]: [offered('nginx', '1.26-1~bpo12+1'), offered('git', '2.45-1~bpo12+1')].join(
        '\n',
      ),
      [BACKPORTS_RELEASE]:
        'Suite: bookworm-backports\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n',
    };
    expect(await updatesOf(files)).toEqual(['git 2.45-1~bpo12+1']);
  });

  test('are read from a list in gzip, and a damaged list costs only itself', async () => {
    const { signal } = new AbortController();
    const status = [DPKG, installed('bash', '5.2-1')].join('\n');
    const plain = hostWith({
      [STATUS]: status,
      [`${MAIN}.gz`]: '',
      [`${SECURITY}.lz4`]: 'not a frame',
      [`${BACKPORTS}.zst`]: '',
    });
    const host = {
      ...plain,
      async *stream(path: string) {
        if (path.endsWith('.gz')) yield gzipSync(offered('bash', '5.2-2'));
        else yield* plain.stream(path);
      },
    };
    const { updates, leftOut } = await findPendingUpdates(host, signal);
    expect(updates.map(({ name }) => name)).toEqual(['bash']);
    expect(leftOut.toSorted()).toEqual([
      expect.stringContaining('security_main_binary-amd64_Packages.lz4: expected an LZ4 frame'),
      expect.stringContaining('Packages.zst: compressed in a way'),
    ]);
  });

  test('say where an administrator has pinned versions, which are not taken into account', async () => {
    const host = hostWith({
      [STATUS]: DPKG,
      '/etc/apt/preferences.d/nodejs': 'Package: nodejs\nPin: origin x\nPin-Priority: 600\n',
      '/etc/apt/preferences.d/README': 'nothing\n',
    });
    const { leftOut } = await findPendingUpdates(host, new AbortController().signal);
    expect(leftOut).toEqual(['/etc/apt/preferences.d/nodejs: its pins are not applied']);
  });

  test('are given up when the time of the run is over', async () => {
    const host = hostWith({ [STATUS]: DPKG, [MAIN]: offered('dpkg', '2') });
    await expect(findPendingUpdates(host, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('package_updates', () => {
  test('tells of a recorded machine what waits, security first', async () => {
    expect(await dataFrom(packageUpdates, recordedHost('debian-12-nspawn'))).toMatchObject({
      installed: 14,
      pending: 2,
      security: 2,
      updates: [
        { name: 'apt', installed: '2.6.1', candidate: '2.6.2', security: true },
        { name: 'libapt-pkg6.0', installed: '2.6.1', candidate: '2.6.2', security: true },
      ],
    });
  });

  test('leaves out what a recorded machine holds back, and says that it wants a restart', async () => {
    expect(await dataFrom(packageUpdates, recordedHost('ubuntu-24-bare'))).toMatchObject({
      pending: 4,
      security: 2,
      held: 1,
      reboot_required: true,
      reboot_packages: ['linux-image-6.8.0-35-generic', 'linux-base'],
    });
  });

  test('unpacks the lists of a recorded machine that keeps them in LZ4', async () => {
    const data = await dataFrom<{ left_out: string[] }>(
      packageUpdates,
      recordedHost('debian-12-vm'),
    );
    expect(data).toMatchObject({ pending: 5, security: 2 });
    expect(data.left_out).toEqual([]);
  });

  test('counts what is held back by itself and says when a restart is due', async () => {
    const status = [DPKG, installed('linux-image', '6.1', 'hold ok installed')].join('\n');
    const host = hostWith(
      {
        [STATUS]: status,
        [SECURITY]: offered('linux-image', '6.2'),
        '/run/reboot-required': '*** System restart required ***\n',
        '/run/reboot-required.pkgs': 'linux-image\nlibc6\nlinux-image\n',
      },
      { modified: { [LISTS]: Date.UTC(2026, 0, 1) - 7_200_000 } },
    );
    expect(await dataFrom(packageUpdates, host)).toMatchObject({
      pending: 0,
      security: 0,
      held: 1,
      list_age_seconds: 7_200,
      reboot_required: true,
      reboot_packages: ['linux-image', 'libc6'],
    });
  });

  test('does not claim that nothing is pending when no list was ever fetched', async () => {
    expect(await collectFrom(packageUpdates, hostWith({ [STATUS]: DPKG }))).toMatchObject({
      kind: 'missing-configuration',
      fix: expect.stringContaining('apt-get update'),
    });
  });

  test('nor when it cannot read any of the lists', async () => {
    const host = hostWith({ [STATUS]: DPKG, [`${MAIN}.xz`]: '' });
    const data = await dataFrom(packageUpdates, host);
    expect(data).toMatchObject({
      installed: 1,
      left_out: [expect.stringContaining('compressed in a way that is not understood')],
    });
    expect(data).not.toHaveProperty('pending');
  });

  test('reads the lists again when one has changed, and not before', async () => {
    const status = [DPKG, installed('bash', '1')].join('\n');
    const at = (modifiedMs: number, version: string) =>
      hostWith(
        { [STATUS]: status, [MAIN]: offered('bash', version) },
        { modified: { [MAIN]: modifiedMs } },
      );
    const { host, moveTo } = movingHost(at(1, '1'));
    expect(await dataFrom(packageUpdates, host)).toMatchObject({ pending: 0 });
    moveTo(at(1, '2'));
    expect(await dataFrom(packageUpdates, host)).toMatchObject({ pending: 0 });
    moveTo(at(2, '2'));
    expect(await dataFrom(packageUpdates, host)).toMatchObject({ pending: 1 });
  });

  test('sends the names of fifty at most', async () => {
    const names = Array.from({ length: 80 }, (_, n) => `lib${n}`);
    const host = hostWith({
      [STATUS]: [DPKG, ...names.map((name) => installed(name, '1'))].join('\n'),
      [MAIN]: names.map((name) => offered(name, '2')).join('\n'),
    });
    const data = await dataFrom<{ pending: number; updates: unknown[] }>(packageUpdates, host);
    expect(data.pending).toBe(80);
    expect(data.updates).toHaveLength(50);
  });

  test('counts the packages of apk, and is not eligible where it cannot read a database', async () => {
    const apk = hostWith({ '/lib/apk/db/installed': 'P:musl\nV:1\n\nP:busybox\nV:1\n' });
    expect(await dataFrom(packageUpdates, apk)).toEqual({ installed: 2 });
    for (const files of [{ '/var/lib/rpm/rpmdb.sqlite': 'x' }, {}]) {
      expect(await collectFrom(packageUpdates, hostWith(files))).toMatchObject({
        kind: 'not-eligible',
      });
    }
  });

  test('agrees with apt on this machine', { timeout: 60_000 }, async ({ skip }) => {
    skip(!existsSync('/usr/bin/apt') || !existsSync(STATUS), 'this machine has no apt');
    const host = createSystemHost(systemClock);
    const before = packagesAsTheyAre(host);
    const byApt = upgradableByApt();
    const { signal } = new AbortController();
    const { updates, lists, leftOut } = await findPendingUpdates(host, signal);
    const unread = leftOut.filter((reason) => !reason.endsWith('its pins are not applied'));
    skip(byApt === undefined, 'apt does not answer, or prefers one release to others');
    skip(lists === 0, 'apt has no lists here');
    skip(unread.length > 0, `not all lists can be read here: ${unread.join('; ')}`);
    skip(packagesAsTheyAre(host) !== before, 'packages or lists have changed meanwhile');
    const pinned = pinnedPackages(host);
    skip(pinned.has('*'), 'pins for whole groups of packages are in force here');
    const comparable = (found: readonly string[]) =>
      found.filter((update) => !pinned.has(update.split(' ', 1)[0] ?? '')).toSorted();
    const found = updates.map(({ name, candidate }) => `${name} ${candidate}`);
    expect(comparable(found)).toEqual(comparable(byApt ?? []));
  });
});

/** Changes when a package is installed or a list fetched. */
function packagesAsTheyAre(host: Host): string {
  const paths = [STATUS, LISTS, ...host.list(LISTS).map((name) => `${LISTS}/${name}`)];
  return paths.map((path) => `${path} ${host.modifiedMs(path)}`).join('\n');
}

/** Names that somebody has pinned; `*` for any pattern, see apt_preferences(5). */
function pinnedPackages(host: Host): Set<string> {
  const folder = '/etc/apt/preferences.d';
  const paths = ['/etc/apt/preferences', ...host.list(folder).map((name) => `${folder}/${name}`)];
  const texts = paths.map((path) => host.tryText(path) ?? '').join('\n');
  const names = [...texts.matchAll(/^Package:(.*)$/gm)].flatMap(([, list = '']) =>
    list.trim().split(/\s+/),
  );
  return new Set(names.map((name) => (/^[a-z0-9][a-z0-9+.-]*$/.test(name) ? name : '*')));
}

/** Names and versions as apt tells them; `undefined` when it fails or was told to prefer a release. */
function upgradableByApt(): string[] | undefined {
  try {
    const settings = outputOf('/usr/bin/apt-config', ['dump', 'APT::Default-Release']);
    if (/"[^"]+"/.test(settings)) return undefined;
    const list = outputOf('/usr/bin/apt', ['list', '--upgradable']);
    return [...list.matchAll(/^([^/\n]+)\/\S+ (\S+) /gm)].map(([, name, to]) => `${name} ${to}`);
  } catch {
    return undefined;
  }
}

function outputOf(command: string, options: readonly string[]): string {
  return execFileSync(command, options, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 30_000,
  });
}

describe('the files of Debian', () => {
  test('are cut into stanzas however the pieces fall', async () => {
    async function* pieces(size: number) {
      const bytes = Buffer.from('A: 1\nB: 2\n\nA: 3\n\nA: 4\n');
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    for (const size of [1, 2, 3, 5, 100]) {
      const stanzas: string[] = [];
      for await (const stanza of stanzasOf(pieces(size))) stanzas.push(stanza.trim());
      expect(stanzas).toEqual(['A: 1\nB: 2', 'A: 3', 'A: 4']);
    }
  });

  test('a file without stanzas is refused before it fills the memory', async () => {
    async function* endless() {
      for (;;) yield Buffer.alloc(65_536, 'x');
    }
    await expect(async () => {
      for await (const stanza of stanzasOf(endless())) expect(stanza).toBeUndefined();
    }).rejects.toThrow('short stanzas');
  });

  test('a field is found at the start of a line only', () => {
    const stanza = 'Package: a\nDescription: about Version: 9\n Version: 8\nVersion: 1\nEnd:';
    expect(fieldOf(stanza, 'Package')).toBe('a');
    expect(fieldOf(stanza, 'Version')).toBe('1');
    expect(fieldOf(stanza, 'End')).toBeUndefined();
    expect(fieldOf('', 'Package')).toBeUndefined();
  });

  test.each(['', 'Package: a\n', 'Package: a\nStatus: install ok installed\nVersion: 1\n'])(
    'a stanza that is not whole is not a package: %j',
    (stanza) => {
      expect(parseInstalled(stanza)).toBeUndefined();
    },
  );

  test('a release says of itself whether apt takes from it', () => {
    expect(parseArchive('', 'x_dists_jammy-security_main_Packages')).toMatchObject({
      isSecurity: true,
    });
    expect(parseArchive('Label: Debian-Security\n', 'x_Packages')).toMatchObject({
      isSecurity: true,
    });
    expect(parseArchive('NotAutomatic: yes\n', 'x_Packages')).toMatchObject({ priority: 'manual' });
    expect(parseArchive('SHA256:\nNotAutomatic: yes\n', 'x_Packages')).toMatchObject({
      priority: 'normal',
    });
  });

  test('packages of apk are counted by their first line', () => {
    expect(countApk('')).toBe(0);
    expect(countApk('p:x\nXP:y\n')).toBe(0);
  });
});
