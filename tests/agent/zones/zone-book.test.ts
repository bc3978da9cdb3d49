import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readKeyFile, writeKeyFile } from '@/agent/transport/key-file';
import { type KnownZones, ZoneBook } from '@/agent/zones/zone-book';
import { zoneKeyName } from '@/common/node/zone-key-id';
import type { RingKey, ZoneOrders, ZonesTaken } from '@/common/protocol/zone-orders';
import { QuietLog } from '../../support/quiet-log';

let directory: string;
let log: QuietLog;
let addresses: readonly string[];
let changes: { readonly known: KnownZones; readonly keyZones: readonly string[] }[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-zones-'));
  [log, changes, addresses] = [new QuietLog(), [], []];
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function openBook(): ZoneBook {
  return new ZoneBook({
    dataDirectory: directory,
    log,
    self: () => ({ mayRelay: true, addresses: [...addresses] }),
    onChange: (known, keyZones) => changes.push({ known, keyZones }),
  });
}

function newKey(state: RingKey['state'] = 'use'): RingKey {
  return { bytes: new Uint8Array(randomBytes(32)), state };
}

function orders(zone: string, rings: Readonly<Record<string, readonly RingKey[]>>): ZoneOrders {
  return {
    zone,
    zones: [{ name: zone, parent: null }],
    rings: Object.entries(rings).map(([name, keys]) => ({ zone: name, keys: [...keys] })),
    peers: [{ id: 'a'.repeat(26), address: '192.0.2.1:6768' }],
  };
}

const names = (keys: readonly { bytes: Uint8Array; state: string }[]) =>
  keys.map(({ bytes, state }) => `${zoneKeyName(bytes)} ${state}`);

test('keys lie in files that nobody else may read, and what was told outlives a restart', () => {
  const [old, next, below] = [newKey('accept'), newKey(), newKey()];
  const taken = openBook().take(orders('lyon', { lyon: [next, old], cabinet: [below] }));
  expect(taken?.held).toEqual([
    `lyon ${zoneKeyName(next.bytes)} use`,
    `lyon ${zoneKeyName(old.bytes)} accept`,
    `cabinet ${zoneKeyName(below.bytes)} use`,
  ]);
  expect(names(readKeyFile(directory, 'lyon').entries)).toEqual(names([next, old]));
  const folder = join(directory, 'gossip');
  for (const name of readdirSync(folder)) {
    expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  }
  const { known } = openBook();
  expect(known).toMatchObject({ zone: 'lyon', keyZones: ['lyon', 'cabinet'] });
  expect(known?.peers).toHaveLength(1);
  expect(changes.map(({ keyZones }) => keyZones)).toEqual([['lyon', 'cabinet']]);
});

test('the same again changes nothing and is confirmed all the same', () => {
  const told = orders('lyon', { lyon: [newKey()] });
  const book = openBook();
  const first = book.take(told);
  expect(openBook().take(told)).toEqual(first);
  expect(changes).toHaveLength(1);
});

test('keys that the server takes back are gone; a key of somebody else’s making stays', () => {
  const own = newKey();
  const entries = [{ zone: 'island', ...own }];
  writeKeyFile(directory, 'island', { entries, masterKey: undefined });
  const book = openBook();
  book.take(orders('lyon', { lyon: [newKey()] }));
  book.take(orders('paris', { paris: [newKey()] }));
  expect(changes.at(-1)?.keyZones).toEqual(['paris', 'lyon']);
  expect(readdirSync(join(directory, 'gossip')).sort()).toEqual([
    'island.key',
    'paris.key',
    'zones.json',
  ]);
  expect(names(readKeyFile(directory, 'island').entries)).toEqual(names([own]));
});

test('the master key of a zone stays through a change of its keys', () => {
  const masterKey = new Uint8Array(randomBytes(32));
  writeKeyFile(directory, 'lyon', { entries: [{ zone: 'lyon', ...newKey() }], masterKey });
  openBook().take(orders('lyon', { lyon: [newKey()] }));
  expect(readKeyFile(directory, 'lyon').masterKey).toEqual(masterKey);
});

test('what is no order changes nothing, and the log does not quote it', () => {
  const book = openBook();
  const key = newKey();
  book.take(orders('lyon', { lyon: [key] }));
  const secret = Buffer.from(key.bytes).toString('base64');
  const cut = { ...orders('lyon', {}), rings: [{ zone: 'lyon', keys: [{ bytes: secret }] }] };
  expect(book.take(cut)).toBeUndefined();
  expect(book.take({ zone: '../etc', zones: [], rings: [], peers: [] })).toBeUndefined();
  expect(JSON.stringify(log.lines)).not.toContain(secret);
  expect(readFileSync(join(directory, 'gossip/zones.json'), 'utf8')).not.toContain(secret);
  expect(names(readKeyFile(directory, 'lyon').entries)).toEqual(names([key]));
});

test('a damaged list is told once and made anew by the next word of the server', () => {
  const told = orders('lyon', { lyon: [newKey()] });
  openBook().take(told);
  writeFileSync(join(directory, 'gossip/zones.json'), '{"zone":');
  const book = openBook();
  expect(book.known).toBeUndefined();
  expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  book.take(told);
  expect(openBook().known).toMatchObject({ zone: 'lyon' });
});

test('the server hears once where this agent gossips by now, and not before it told of zones', () => {
  const told: ZonesTaken[] = [];
  const book = openBook();
  const cancel = book.onTaken((taken) => told.push(taken));
  addresses = ['192.0.2.7:6768'];
  book.selfChanged();
  expect(told).toEqual([]);
  addresses = [];
  book.take(orders('lyon', {}));
  book.selfChanged();
  expect(told).toEqual([]);
  addresses = ['192.0.2.7:6768'];
  book.selfChanged();
  book.selfChanged();
  expect(told.map(({ self }) => self.addresses)).toEqual([['192.0.2.7:6768']]);
  cancel();
});
