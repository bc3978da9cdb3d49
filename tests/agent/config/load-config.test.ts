import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError } from '@/agent/config/config-error';
import { defaultDataDirectory, loadConfig } from '@/agent/config/load-config';
import type { ConfigFlags } from '@/agent/config/settings-from-flags';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-config-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Loads a configuration whose data directory is empty but for the given file. */
function load(from: { file?: string; variables?: Record<string, string>; flags?: ConfigFlags }) {
  if (from.file !== undefined) writeFileSync(join(directory, 'agent.yaml'), from.file);
  return loadConfig({
    environment: { opsbro: from.variables ?? {}, noColor: false },
    flags: { data: directory, ...from.flags },
    currentDirectory: directory,
    packsDirectory: '/packs',
  });
}

describe('where settings come from', () => {
  test('without any, the defaults hold', () => {
    expect(load({})).toEqual({
      dataDirectory: directory,
      server: '',
      serverKey: '',
      name: '',
      groups: [],
      zone: '',
      gossip: {
        isEnabled: true,
        listen: null,
        advertise: null,
        seeds: [],
        isDetecting: false,
        profile: 'lan',
        relay: 'auto',
        forgetAfterMs: 72 * 3_600_000,
      },
      logLevel: 'info',
      answers: 'all',
      packsDirectory: '/packs',
      collectors: {},
      outbox: { bytes: 64 * 1_048_576, ageMs: 7 * 86_400_000 },
    });
  });

  test('flags outrank the environment, and it the file', () => {
    const file = 'name: file\nlogLevel: debug\nserver: wss://file.example\n';
    const variables = { NAME: 'variable', LOG_LEVEL: 'warn', ANSWERS: 'none' };
    const config = load({ file, variables, flags: { name: 'flag' } });
    expect(config).toMatchObject({
      name: 'flag',
      logLevel: 'warn',
      answers: 'none',
      server: 'wss://file.example',
    });
  });

  test('settings of one collector are put together from all of them', () => {
    const config = load({
      file: 'collectors:\n  diskusage: { interval: 1h, enabled: false }\n  sshd: { enabled: false }\n',
      variables: { COLLECTOR_DISKUSAGE_INTERVAL: '5m', COLLECTOR_PACKAGE_UPDATES_ENABLED: '0' },
      flags: { collector: ['diskusage.interval=30s'] },
    });
    expect(config.collectors).toEqual({
      diskusage: { enabled: false, intervalMs: 30_000 },
      sshd: { enabled: false, intervalMs: undefined },
      package_updates: { enabled: false, intervalMs: undefined },
    });
  });

  test('variables of the server’s, which the launcher shares, are no mistake', () => {
    expect(load({ variables: { PORT: '7770', HOST: '::1' } }).server).toBe('');
  });

  test('a named file must be there', () => {
    expect(() => load({ flags: { config: '/nowhere/agent.yaml' } })).toThrow(ConfigError);
  });

  test('the data directory is the checkout’s only in a checkout that has been started', () => {
    const name = (text: string) => writeFileSync(join(directory, 'package.json'), text);
    expect(defaultDataDirectory(directory)).toBe('/var/lib/opsbro');
    mkdirSync(join(directory, 'var'));
    expect(defaultDataDirectory(directory)).toBe('/var/lib/opsbro');
    name('{"name":"something-else"}');
    expect(defaultDataDirectory(directory)).toBe('/var/lib/opsbro');
    name('{"name":"opsbro"}');
    expect(defaultDataDirectory(directory)).toBe(join(directory, 'var', 'agent'));
  });
});

describe('a mistake names where it was made, the key and the form', () => {
  test.each([
    ['name: web\nlogLevel: loud\n', 'agent.yaml line 2: logLevel: expected one of debug, info'],
    [
      'collectors:\n  sshd:\n    interval: 10\n',
      'line 3: collectors.sshd.interval: expected a duration such as 10s',
    ],
    [
      'collectors:\n  sshd: { interval: 10ms }\n',
      'expected a duration such as 10s, 5m, 1h30m or 7d, from 1s to 1d, found "10ms"',
    ],
    ['name: a\n\nlogLevl: info\n', 'line 3: logLevl is not a setting; did you mean logLevel?'],
    [
      'outbox:\n  size: 1\n',
      'line 2: outbox.size is not a setting; expected one of maxBytes, maxAge',
    ],
    [
      'outbox: { maxBytes: 12 parsecs }\n',
      'outbox.maxBytes: expected a size such as 64MiB, at least 1MB, found "12 parsecs"',
    ],
    ['collectors: [sshd]\n', 'line 1: collectors: expected keys with values'],
    ['collectors:\n  SSH-D: {}\n', 'collectors.SSH-D: expected the name of a collector'],
    ['name: [\n', 'agent.yaml line'],
    ['just words\n', 'agent.yaml: expected keys with values'],
    [
      'server: ws://example.org\n',
      'server: expected empty, or the address of a server such as wss://',
    ],
  ])('file %j', (file, words) => {
    expect(() => load({ file })).toThrow(ConfigError);
    expect(() => load({ file })).toThrow(words);
  });

  test.each<[Record<string, string>, string]>([
    [{ ANSWERS: 'no' }, 'The variable OPSBRO_ANSWERS: answers: expected one of all, checks, none'],
    [{ LOG_LEVEL: 'loud' }, 'The variable OPSBRO_LOG_LEVEL: logLevel: expected one of'],
    [
      { OUTBOX_MAX_AGE: '3' },
      'The variable OPSBRO_OUTBOX_MAX_AGE: outbox.maxAge: expected a duration',
    ],
    [
      { COLLECTOR_SSHD_INTERVAL: 'often' },
      'The variable OPSBRO_COLLECTOR_SSHD_INTERVAL: collectors.sshd.interval',
    ],
  ])('variable %j', (variables, words) => {
    expect(() => load({ variables })).toThrow(words);
  });

  test.each<[ConfigFlags, string]>([
    [{ logLevel: 'loud' }, 'The flag --log-level: logLevel: expected one of'],
    [{ server: 'example.org' }, 'The flag --server: server: expected empty, or the address'],
    [
      { collector: ['sshd=5'] },
      'The flag --collector: expected a setting such as diskusage.interval=30s',
    ],
    [
      { collector: ['sshd.colour=red'] },
      'The flag --collector: collectors.sshd.colour is not a setting',
    ],
  ])('flag %j', (flags, words) => {
    expect(() => load({ flags })).toThrow(words);
  });
});

describe('the server’s address', () => {
  test.each([
    ['wss://opsbro.example.org', 'wss://opsbro.example.org'],
    ['https://opsbro.example.org:7770/', 'wss://opsbro.example.org:7770'],
    ['http://127.0.0.1:7770', 'ws://127.0.0.1:7770'],
    ['ws://localhost:7770', 'ws://localhost:7770'],
    ['ws://[::1]:7770', 'ws://[::1]:7770'],
    ['', ''],
  ])('%j is taken as %j', (server, expected) => {
    expect(load({ flags: { server } }).server).toBe(expected);
  });

  test.each([
    'ws://opsbro.example.org',
    'http://10.0.0.1:7770',
    'ws://127.0.0.1.example.org',
    'ws://localhost.example.org',
    'ftp://127.0.0.1',
    'wss://user:secret@opsbro.example.org',
    'opsbro.example.org',
  ])(
    '%j is refused: what crosses a network is encrypted, and secrets are not in addresses',
    (server) => {
      expect(() => load({ flags: { server } })).toThrow(ConfigError);
    },
  );
});
