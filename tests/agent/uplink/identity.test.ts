import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openIdentity } from '@/agent/uplink/identity';
import { nodeIdOf } from '@/common/node/node-id';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-identity-'));
  path = join(directory, 'identity', 'agent.key');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the identity of a node', () => {
  test('is made once, and is the same at each start', () => {
    const first = openIdentity(directory);
    const second = openIdentity(directory);
    expect(second.nodeId).toBe(first.nodeId);
    expect(second.publicKey).toEqual(first.publicKey);
    expect(first.nodeId).toMatch(/^[a-z2-7]{26}$/);
    expect(first.nodeId).toBe(nodeIdOf(first.publicKey));
  });

  test('lies in a file that only its owner may read, with nothing left beside it', () => {
    openIdentity(directory);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'identity')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(directory, 'identity'))).toEqual(['agent.key']);
  });

  test('signs so that its public key verifies', () => {
    const { publicKey, sign } = openIdentity(directory);
    const bytes = Buffer.from('to be signed');
    const x = Buffer.from(publicKey).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(publicKey.length).toBe(32);
    expect(sign(bytes).length).toBe(64);
    expect(verify(null, bytes, key, sign(bytes))).toBe(true);
    expect(verify(null, Buffer.from('something else'), key, sign(bytes))).toBe(false);
  });

  test('outlives a first start that was killed while it wrote the key', () => {
    mkdirSync(join(directory, 'identity'), { mode: 0o700 });
    writeFileSync(`${path}.new`, '-----BEGIN PRIV');
    const { nodeId } = openIdentity(directory);
    expect(openIdentity(directory).nodeId).toBe(nodeId);
  });

  test('is refused when others can read it, and the key is left as it is', () => {
    openIdentity(directory);
    chmodSync(path, 0o640);
    const before = readFileSync(path, 'utf8');
    expect(() => openIdentity(directory)).toThrow(`chmod 600 ${path}`);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test.each([
    ['nothing', ''],
    ['garbage', 'not a key'],
    ['half a key', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n'],
    [
      'a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    ],
  ])('is refused when the file holds %s, and never replaced', (_, content) => {
    openIdentity(directory);
    writeFileSync(path, content);
    expect(() => openIdentity(directory)).toThrow(/is damaged: expected an Ed25519 private key/);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('is not read through a link', () => {
    openIdentity(directory);
    const elsewhere = join(directory, 'elsewhere.key');
    renameSync(path, elsewhere);
    symlinkSync(elsewhere, path);
    expect(() => openIdentity(directory)).toThrow(/is a link/);
  });

  test('is not made in a directory that is a link', () => {
    const elsewhere = join(directory, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(directory, 'identity'));
    expect(() => openIdentity(directory)).toThrow(/not a link/);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

test('a node id is the lower-case base32 of the hash of the key (RFC 4648)', () => {
  // SHA-256 of 32 zero bytes begins 66687aadf862bd776c8fc18b8e9f8e20.
  expect(nodeIdOf(new Uint8Array(32))).toBe('mzuhvlpymk6xo3epygfy5h4oea');
  expect(() => nodeIdOf(new Uint8Array(31))).toThrow(/32 bytes, found 31/);
});
