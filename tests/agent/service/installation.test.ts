import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findInstallation } from '@/agent/service/installation';
import { recordedMachine } from './recorded-machine';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbro-installation-'));
  for (const path of ['usr/local/bin', 'usr/local/lib/opsbro/1.0.0', 'etc/opsbro']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  makeAgentsData('data');
  symlinkSync('/usr/local/lib/opsbro/current/bin/opsbro', join(folder, 'usr/local/bin/opsbro'));
  writeFileSync(join(folder, 'etc/opsbro/agent.yaml'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makeAgentsData(name: string): void {
  mkdirSync(join(folder, name, 'identity'), { recursive: true });
  writeFileSync(join(folder, name, 'identity/agent.key'), 'a key');
}

const found = (dataDirectory: string | undefined = join(folder, 'data')) =>
  findInstallation({ machine: recordedMachine(folder), manager: undefined, dataDirectory });

test('all of it is named before, and gone after', async () => {
  const installation = found();
  const { removed, left } = await installation.remove();
  expect(removed).toEqual(installation.parts);
  expect(removed.map((path) => path.slice(folder.length))).toEqual([
    ...['/usr/local/bin/opsbro', '/etc/opsbro/agent.yaml', '/usr/local/lib/opsbro', '/data'],
  ]);
  expect(left).toEqual([]);
  expect(existsSync(join(folder, 'etc/opsbro'))).toBe(false);
  expect(found().parts).toEqual([]);
});

test('data are kept when that is asked for', async () => {
  const installation = findInstallation({
    machine: recordedMachine(folder),
    manager: undefined,
    dataDirectory: undefined,
  });
  await installation.remove();
  expect(readdirSync(folder)).toContain('data');
});

test('a directory that is no agent’s is never deleted', () => {
  rmSync(join(folder, 'data/identity'), { recursive: true });
  writeFileSync(join(folder, 'data/somebodys'), '');
  expect(() => found()).toThrow('holds no identity of an agent');
});

test.each([
  ['a folder called identity, with nothing of an agent in it', () => mkdirSync(at('identity'))],
  ['a link to the identity of another', () => symlinkSync(at('../data/identity'), at('identity'))],
  [
    'a link to the key of another',
    () => {
      mkdirSync(at('identity'));
      symlinkSync(at('../data/identity/agent.key'), at('identity/agent.key'));
    },
  ],
])('nor is one that holds %s', (_what, make) => {
  mkdirSync(join(folder, 'home'));
  make();
  expect(() => found(join(folder, 'home'))).toThrow('holds no identity of an agent');
});

function at(name: string): string {
  return join(folder, 'home', name);
}

test('files of others stay: another command, more settings, what a link leads to', async () => {
  rmSync(join(folder, 'usr/local/bin/opsbro'));
  writeFileSync(join(folder, 'usr/local/bin/opsbro'), 'mine');
  writeFileSync(join(folder, 'etc/opsbro/mine.yaml'), '');
  makeAgentsData('disk');
  symlinkSync(join(folder, 'disk'), join(folder, 'link'));
  const { left } = await found(join(folder, 'link')).remove();
  expect(existsSync(join(folder, 'usr/local/bin/opsbro'))).toBe(true);
  expect(left).toEqual([join(folder, 'etc/opsbro/mine.yaml')]);
  expect(existsSync(join(folder, 'link'))).toBe(false);
  expect(existsSync(join(folder, 'disk/identity'))).toBe(true);
});
