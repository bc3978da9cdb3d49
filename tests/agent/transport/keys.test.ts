import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BootEpoch } from '@/agent/transport/boot-epoch';
import {
  keyFilePath,
  parseKeyFile,
  readKeyFile,
  readKeyFiles,
  writeKeyFile,
} from '@/agent/transport/key-file';
import { type KeyEntry, Keyring } from '@/agent/transport/keyring';
import { makeZoneKeyText, parseZoneKeyText, zoneKeyOf } from '@/agent/transport/zone-key';
import { FakeClock } from '../../support/fake-clock';
import { keyOf, ZONE } from './transport-rig';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-keys-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const entry = (letter: string, state: KeyEntry['state'], zone = ZONE): KeyEntry => ({
  zone,
  bytes: keyOf(letter),
  state,
});
const idOf = (letter: string) => zoneKeyOf(ZONE, keyOf(letter)).id;

describe('a key of a zone', () => {
  test('is 32 random bytes in base64', () => {
    const texts = new Set(Array.from({ length: 100 }, makeZoneKeyText));
    expect(texts.size).toBe(100);
    for (const text of texts) expect(parseZoneKeyText(text, 'here')).toHaveLength(32);
  });

  test('of the original, with 16 bytes, is refused with what to do', () => {
    const text = Buffer.from('0123456789abcdef').toString('base64');
    expect(() => parseZoneKeyText(text, 'x.key')).toThrow(
      /x\.key .* 16 bytes, as the original .* keygen/,
    );
  });

  test.each(['', 'no', '!'.repeat(44), Buffer.alloc(33).toString('base64')])(
    'is not %j',
    (text) => {
      expect(() => parseZoneKeyText(text, 'x.key')).toThrow('x.key holds no key of a zone');
    },
  );
});

describe('a keyring', () => {
  test('seals with the first that is used, and opens with all but those that are retired', () => {
    const ring = new Keyring([entry('a', 'accept'), entry('b', 'use'), entry('c', 'retired')]);
    expect(ring.used(ZONE)?.id).toBe(idOf('b'));
    expect(ring.accepted(idOf('a'))).toBeDefined();
    expect(ring.accepted(idOf('b'))).toBeDefined();
    expect(ring.accepted(idOf('c'))).toBeUndefined();
  });

  test('takes a retired key from nowhere, whoever still calls it used', () => {
    const ring = new Keyring([entry('a', 'use'), entry('a', 'retired')]);
    expect(ring.used(ZONE)).toBeUndefined();
    expect(ring.accepted(idOf('a'))).toBeUndefined();
  });

  test('is changed as a whole while it is in use', () => {
    const ring = new Keyring([entry('a', 'use')]);
    let changes = 0;
    ring.onChange(() => changes++);
    ring.replace([entry('b', 'use'), entry('z', 'use', 'lyon')]);
    expect(changes).toBe(1);
    expect(ring.zones().sort()).toEqual(['lyon', ZONE]);
    expect(ring.accepted(idOf('a'))).toBeUndefined();
  });
});

describe('the file of a zone', () => {
  test('holds what was written to it, for its owner alone', () => {
    const entries = [entry('a', 'use'), entry('b', 'accept'), entry('c', 'retired')];
    writeKeyFile(directory, ZONE, { entries, masterKey: keyOf('m') });
    expect(readKeyFile(directory, ZONE)).toEqual({ entries, masterKey: keyOf('m') });
    expect(statSync(keyFilePath(directory, ZONE)).mode & 0o777).toBe(0o600);
    expect([...readKeyFiles(directory).keys()]).toEqual([ZONE]);
  });

  test('may be a key and nothing else', () => {
    const text = Buffer.from(keyOf('a')).toString('base64');
    expect(parseKeyFile(`\n${text}\n`, ZONE, 'x').entries).toEqual([entry('a', 'use')]);
  });

  test('says which of its lines is none', () => {
    const text = Buffer.from(keyOf('a')).toString('base64');
    expect(() => parseKeyFile(`# two\n${text}\nfoo ${text}\n`, ZONE, 'x.key')).toThrow(
      'x.key:3 is no line of a key file',
    );
    expect(() => parseKeyFile('# nothing\n', ZONE, 'x.key')).toThrow('x.key holds no key');
  });

  test('is not read when others may', () => {
    mkdirSync(join(directory, 'gossip'));
    const path = keyFilePath(directory, ZONE);
    writeFileSync(path, makeZoneKeyText());
    chmodSync(path, 0o644);
    expect(() => readKeyFiles(directory)).toThrow(`chmod 600 ${path}`);
  });

  test('that is missing is told as such, and a folder that is missing has none', () => {
    expect(() => readKeyFile(directory, ZONE)).toThrow('this agent has no key of that zone');
    expect(readKeyFiles(directory).size).toBe(0);
  });
});

describe('the epoch of a run', () => {
  test('is later than that of every run before, whatever the wall clock did', () => {
    const clock = new FakeClock();
    const epochs = [new BootEpoch(directory, clock).valueMs];
    clock.jumpWall(-3_600_000);
    epochs.push(new BootEpoch(directory, clock).valueMs);
    clock.jumpWall(7_200_000);
    epochs.push(new BootEpoch(directory, clock).valueMs);
    expect(epochs).toEqual([...new Set(epochs)].sort((a, b) => a - b));
    expect(epochs).toHaveLength(3);
  });

  test('is renewed above another that showed up, for good', () => {
    const clock = new FakeClock();
    const epoch = new BootEpoch(directory, clock);
    const { valueMs } = epoch;
    epoch.renew(valueMs);
    expect(epoch.valueMs).toBeGreaterThan(valueMs);
    epoch.renew(valueMs + 1e9);
    expect(new BootEpoch(directory, clock).valueMs).toBeGreaterThan(valueMs + 1e9);
  });

  test('starts with the wall clock where its file is spoilt', () => {
    const clock = new FakeClock();
    mkdirSync(join(directory, 'gossip'));
    writeFileSync(join(directory, 'gossip', 'boot-epoch'), 'x');
    expect(new BootEpoch(directory, clock).valueMs).toBe(clock.wallMs());
  });
});
