import { lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zoneName } from '@/common/domain/member';
import { AppError } from '@/common/errors';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';
import { KEY_STATES, type KeyEntry, type KeyState } from './keyring';
import { parseZoneKeyText } from './zone-key';

/** The keys of one zone as its file has them. */
export interface ZoneKeys {
  readonly entries: readonly KeyEntry[];
  /** Raw Ed25519 of whoever may say of a member that it left; `undefined` for nobody. */
  readonly masterKey: Uint8Array | undefined;
}

const HEAD = '# Keys of a zone: whoever has one of them can read and write its gossip.\n';

/** Where the keys of a zone lie, `<data>/gossip/<zone>.key`. */
export function keyFilePath(dataDirectory: string, zone: string): string {
  return join(dataDirectory, 'gossip', `${zone}.key`);
}

/**
 * Reads the keys of all zones that this agent has some of.
 * @throws {AppError} INVALID for a file that is open to others or holds something else
 */
export function readKeyFiles(dataDirectory: string): Map<string, ZoneKeys> {
  const zones = namesIn(join(dataDirectory, 'gossip'))
    .filter((name) => name.endsWith('.key'))
    .map((name) => name.slice(0, -'.key'.length))
    .filter((zone) => zoneName.safeParse(zone).success);
  return new Map(zones.map((zone) => [zone, readKeyFile(dataDirectory, zone)]));
}

/** @throws {AppError} NOT_FOUND where there is none, INVALID as `readKeyFiles` */
export function readKeyFile(dataDirectory: string, zone: string): ZoneKeys {
  const path = keyFilePath(dataDirectory, zone);
  return parseKeyFile(readOwn(path), zone, path);
}

/** Puts these in the place of what the file of a zone held; only its owner may read it. */
export function writeKeyFile(dataDirectory: string, zone: string, keys: ZoneKeys): void {
  mkdirSync(join(dataDirectory, 'gossip'), { recursive: true, mode: 0o700 });
  const line = (word: string, bytes: Uint8Array) =>
    `${word} ${Buffer.from(bytes).toString('base64')}\n`;
  const lines = keys.entries.map(({ state, bytes }) => line(state, bytes));
  const master = keys.masterKey === undefined ? '' : line('master', keys.masterKey);
  writeFileAtomic(keyFilePath(dataDirectory, zone), `${HEAD}${lines.join('')}${master}`);
}

/**
 * A line a key: `use`, `accept` or `retired`, and 32 bytes in base64; a key alone is used. `master`
 * is the public half of the zone's master key.
 */
export function parseKeyFile(text: string, zone: string, path: string): ZoneKeys {
  const lines = text
    .split('\n')
    .map((line, index) => ({ words: line.trim().split(/\s+/), place: `${path}:${index + 1}` }))
    .filter(({ words: [first = ''] }) => first !== '' && !first.startsWith('#'))
    .map(({ words, place }) => parseLine(words, place));
  if (lines.length === 0) parseZoneKeyText('', path);
  const entries = lines.flatMap(({ word, bytes }) =>
    word === 'master' ? [] : [{ zone, bytes, state: word }],
  );
  return { entries, masterKey: lines.find(({ word }) => word === 'master')?.bytes };
}

function parseLine(words: readonly string[], place: string) {
  const [first = '', second = ''] = words;
  if (words.length === 1) return { word: 'use' as const, bytes: parseZoneKeyText(first, place) };
  const word = wordOf(first);
  if (word !== undefined && words.length === 2) {
    return { word, bytes: parseZoneKeyText(second, place) };
  }
  throw new AppError(
    'INVALID',
    `${place} is no line of a key file: expected use, accept, retired or master, and a key in base64.`,
  );
}

function wordOf(text: string): KeyState | 'master' | undefined {
  return [...KEY_STATES, 'master' as const].find((word) => word === text);
}

function readOwn(path: string): string {
  try {
    const stat = lstatSync(path);
    if (!stat.isFile() || (stat.mode & 0o077) !== 0) {
      throw new AppError(
        'INVALID',
        `${path} holds keys and must be a file that only its owner may read: run "chmod 600 ${path}", or make new keys if it may have been copied.`,
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error;
    throw new AppError('NOT_FOUND', `There is no ${path}: this agent has no key of that zone.`);
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
