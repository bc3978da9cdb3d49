import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSecret } from '@/server/auth/secret';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-secret-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const fileOf = () => join(directory, 'keys/session.secret');

test('is made once, for its owner alone, and found again', () => {
  const secret = openSecret(directory);
  expect(secret.length).toBeGreaterThanOrEqual(43);
  expect(openSecret(directory)).toBe(secret);
  expect(statSync(fileOf()).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, 'keys')).mode & 0o777).toBe(0o700);
});

test('is taken over from where earlier versions kept it, so that nobody is signed out', () => {
  const old = join(directory, 'session.secret');
  writeFileSync(old, `${'s'.repeat(43)}\n`);
  expect(openSecret(directory)).toBe('s'.repeat(43));
  expect(existsSync(old)).toBe(false);
  expect(readFileSync(fileOf(), 'utf8').trim()).toBe('s'.repeat(43));
});

test('is refused when it is too short to be one', () => {
  openSecret(directory);
  writeFileSync(fileOf(), 'short\n');
  expect(() => openSecret(directory)).toThrow('at least 32 characters');
});
