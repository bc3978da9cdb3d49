import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConfigFlags } from '@/agent/config/settings-from-flags';
import { settingsInForce } from '@/agent/config/settings-in-force';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-settings-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Parameter, value, and where it comes from. */
function inForce(file: string, variables: Record<string, string> = {}, flags: ConfigFlags = {}) {
  writeFileSync(join(directory, 'agent.yaml'), file);
  const settings = settingsInForce({
    environment: { opsbro: variables, noColor: false },
    flags: { data: directory, ...flags },
    currentDirectory: directory,
    packsDirectory: '/packs',
  });
  const rows = settings.map(({ parameter, value, source, place }) => [
    parameter,
    [value, source, place],
  ]);
  return Object.fromEntries(rows) as Readonly<Record<string, unknown>>;
}

test('what nobody has set has its default, as somebody would write it', () => {
  expect(inForce('')).toEqual({
    dataDirectory: [directory, 'flag', 'the flag --data'],
    server: [null, 'default', ''],
    serverKey: [null, 'default', ''],
    name: [null, 'default', ''],
    groups: [null, 'default', ''],
    zone: [null, 'default', ''],
    'gossip.enabled': [true, 'default', ''],
    'gossip.listen': [null, 'default', ''],
    'gossip.advertise': [null, 'default', ''],
    'gossip.seeds': [null, 'default', ''],
    'gossip.detect': [false, 'default', ''],
    'gossip.profile': ['lan', 'default', ''],
    'gossip.relay': ['auto', 'default', ''],
    'gossip.forgetAfter': ['3d', 'default', ''],
    logLevel: ['info', 'default', ''],
    answers: ['all', 'default', ''],
    packs: ['/packs', 'default', ''],
    'outbox.maxBytes': ['64MiB', 'default', ''],
    'outbox.maxAge': ['7d', 'default', ''],
  });
});

test('each setting comes from the strongest that has it, and says where that is', () => {
  const file = 'name: file\nlogLevel: debug\noutbox:\n  maxAge: 2d\n  maxBytes: 5MB\n';
  const variables = { NAME: 'variable', OUTBOX_MAX_BYTES: '6MB' };
  const place = join(directory, 'agent.yaml');
  expect(inForce(file, variables, { name: 'flag' })).toMatchObject({
    name: ['flag', 'flag', 'the flag --name'],
    logLevel: ['debug', 'file', `${place} line 2`],
    'outbox.maxBytes': ['6MB', 'environment', 'the variable OPSBRO_OUTBOX_MAX_BYTES'],
    'outbox.maxAge': ['2d', 'file', `${place} line 4`],
  });
});

test('of collectors those settings are told that somebody has made', () => {
  const file = 'collectors:\n  sshd: { enabled: false }\n';
  const settings = inForce(file, { COLLECTOR_DISKUSAGE_INTERVAL: '5m' });
  expect(Object.keys(settings).filter((key) => key.startsWith('collectors.'))).toEqual([
    'collectors.sshd.enabled',
    'collectors.diskusage.interval',
  ]);
  expect(settings['collectors.diskusage.interval']).toEqual([
    '5m',
    'environment',
    'the variable OPSBRO_COLLECTOR_DISKUSAGE_INTERVAL',
  ]);
});
