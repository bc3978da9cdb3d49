import fs, {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeFile, removeFile } from '@/agent/service/place-file';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-place-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const inside = (name: string) => join(directory, name);

test('a file is put in place whole, with the mode asked for, and nothing beside it', () => {
  expect(placeFile(inside('a'), 'text', 0o755)).toBe(true);
  expect(readFileSync(inside('a'), 'utf8')).toBe('text');
  expect(statSync(inside('a')).mode & 0o777).toBe(0o755);
  expect(readdirSync(directory)).toEqual(['a']);
});

test('a file that is right already is not touched, one with another mode or text is replaced', () => {
  placeFile(inside('a'), 'text', 0o644);
  expect(placeFile(inside('a'), 'text', 0o644)).toBe(false);
  chmodSync(inside('a'), 0o666);
  expect(placeFile(inside('a'), 'text', 0o644)).toBe(true);
  expect(placeFile(inside('a'), 'other', 0o644)).toBe(true);
  expect(readFileSync(inside('a'), 'utf8')).toBe('other');
});

test('a link is replaced, and what it leads to stays as it is', () => {
  writeFileSync(inside('target'), 'mine');
  symlinkSync(inside('target'), inside('a'));
  placeFile(inside('a'), 'text', 0o644);
  expect(readFileSync(inside('target'), 'utf8')).toBe('mine');
  expect(readFileSync(inside('a'), 'utf8')).toBe('text');
});

test('a file that cannot be written is named, and nothing is left beside it', () => {
  mkdirSync(inside('a'));
  expect(() => placeFile(inside('a'), 'text', 0o644)).toThrow(`${inside('a')} cannot be written`);
  expect(readdirSync(directory)).toEqual(['a']);
});

test('removing a link leaves what it leads to; what is not there is no failure', () => {
  writeFileSync(inside('target'), 'mine');
  symlinkSync(inside('target'), inside('a'));
  expect(removeFile(inside('a'))).toBe(true);
  expect(removeFile(inside('a'))).toBe(false);
  expect(readdirSync(directory)).toEqual(['target']);
});

test.skipIf(process.platform !== 'linux')(
  'the text and then the name are on the disk before it counts as placed',
  () => {
    const steps: string[] = [];
    const { fsyncSync, renameSync } = fs;
    fs.fsyncSync = (fd) => {
      steps.push(`sync ${readlinkSync(`/proc/self/fd/${fd}`) === directory ? 'names' : 'text'}`);
      fsyncSync(fd);
    };
    fs.renameSync = (from, to) => {
      steps.push('rename');
      renameSync(from, to);
    };
    syncBuiltinESMExports();
    try {
      placeFile(inside('a'), 'text', 0o644);
    } finally {
      Object.assign(fs, { fsyncSync, renameSync });
      syncBuiltinESMExports();
    }
    expect(steps).toEqual(['sync text', 'rename', 'sync names']);
  },
);
