import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from '@/agent/config/config-error';
import { ConfigFile } from '@/agent/config/config-file';
import { settingHelps } from '@/agent/config/setting-help';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-config-'));
  path = join(directory, 'agent.yaml');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const text = () => readFileSync(path, 'utf8');

test('an edit leaves comments, order and the rights of the file as they are', () => {
  writeFileSync(path, '# ours\nname: box # the box\n\n# elsewhere\nlogLevel: warn\n');
  chmodSync(path, 0o644);
  const file = new ConfigFile(path);
  file.set('name', 'crate');
  file.set('outbox.maxAge', '2d');
  expect(file.add('groups', 'web')).toBe(true);
  file.write();
  expect(text()).toBe(
    '# ours\nname: crate # the box\n\n# elsewhere\nlogLevel: warn\noutbox:\n  maxAge: 2d\ngroups:\n  - web\n',
  );
  expect(statSync(path).mode & 0o777).toBe(0o644);
});

test('a file that is not there is made, for its owner alone', () => {
  const file = new ConfigFile(path);
  expect(file.get('name')).toBeUndefined();
  file.set('collectors.sshd.enabled', false);
  expect(existsSync(path)).toBe(false);
  file.write();
  expect(text()).toBe('collectors:\n  sshd:\n    enabled: false\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('groups in one text become a list when one is added or taken out', () => {
  writeFileSync(path, 'groups: web, db\n');
  const file = new ConfigFile(path);
  expect(file.add('groups', 'db')).toBe(false);
  expect(file.remove('groups', 'web')).toBe(true);
  expect(file.remove('groups', 'web')).toBe(false);
  expect(file.get('groups')).toEqual(['db']);
});

test('a list below another key is edited like one of its own', () => {
  writeFileSync(path, 'gossip:\n  profile: wan # far\n');
  const file = new ConfigFile(path);
  expect(file.add('gossip.seeds', 'db-1:7000')).toBe(true);
  expect(file.add('gossip.seeds', '192.0.2.7')).toBe(true);
  expect(file.add('gossip.seeds', '192.0.2.7')).toBe(false);
  expect(file.remove('gossip.seeds', 'db-1:7000')).toBe(true);
  expect(() => file.add('gossip.seeds', 'no seed')).toThrow('gossip.seeds: expected at most');
  file.write();
  expect(text()).toBe('gossip:\n  profile: wan # far\n  seeds:\n    - 192.0.2.7\n');
});

test('what does not fit is refused, and the file stays as it was', () => {
  writeFileSync(path, 'name: box\n');
  const attempt = (edit: (file: ConfigFile) => void) => () => edit(new ConfigFile(path));
  expect(attempt((file) => file.set('nmae', 'x'))).toThrow('did you mean name?');
  expect(attempt((file) => file.set('logLevel', 'loud'))).toThrow('logLevel: expected one of');
  expect(attempt((file) => file.set('__proto__.x', 'y'))).toThrow('is not a setting');
  expect(attempt((file) => file.add('groups', 'two words'))).toThrow('names of groups');
  expect(text()).toBe('name: box\n');
});

test('a link, a list and a text that is no YAML are not edited', () => {
  writeFileSync(path, '- a\n');
  expect(() => new ConfigFile(path)).toThrow(`${path}: expected keys with values`);
  writeFileSync(path, 'outbox: 5\n');
  expect(() => new ConfigFile(path).set('outbox.maxAge', '1d')).toThrow(ConfigError);
  writeFileSync(path, 'a: [\n');
  expect(() => new ConfigFile(path)).toThrow(`${path} line`);
  const link = join(directory, 'link.yaml');
  symlinkSync(path, link);
  expect(() => new ConfigFile(link)).toThrow('is a link');
});

test('every setting has a sentence of help', () => {
  const helps = settingHelps();
  expect(helps.map(({ key }) => key)).toEqual(
    expect.arrayContaining(['name', 'groups', 'outbox.maxAge', 'collectors.<name>.interval']),
  );
  for (const { key, help } of helps) expect(help, key).toMatch(/^[A-Z].*\.$/);
});
