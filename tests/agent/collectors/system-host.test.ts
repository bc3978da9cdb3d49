import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostFileError } from '@/agent/collectors/host';
import { createSystemHost } from '@/agent/collectors/system-host';
import { FakeClock } from '../../support/fake-clock';

const clock = new FakeClock();
const host = createSystemHost(clock);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'system-host-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('names come out right in every alphabet', () => {
  expect(host.readText(file('names', 'Zoë Łukasz 東京 🦊\n'))).toBe('Zoë Łukasz 東京 🦊\n');
});

test('a text longer than the buffer is read whole, and a shorter one after it as well', () => {
  const long = 'ä0123456789'.repeat(30_000);
  expect(host.readText(file('long', long))).toBe(long);
  expect(host.readText(file('short', 'short'))).toBe('short');
  expect(host.readText(file('empty', ''))).toBe('');
});

test('at most four mebibytes of a text are read', () => {
  const huge = file('huge', new Uint8Array(5 * 1024 * 1024).fill(97));
  expect(host.readText(huge)).toHaveLength(4 * 1024 * 1024);
});

test('a missing file says its path and that it does not exist', () => {
  const path = join(folder, 'missing');
  expect(() => host.readText(path)).toThrow(HostFileError);
  expect(() => host.readText(path)).toThrow(`Cannot read ${path}: it does not exist`);
  expect(host.tryText(path)).toBeUndefined();
  expect(host.exists(path)).toBe(false);
  expect(host.modifiedMs(path)).toBeUndefined();
  expect(host.list(path)).toEqual([]);
  expect(host.readLink(path)).toBeUndefined();
});

test.skipIf(process.getuid?.() === 0)('a file that is not ours says so', () => {
  const path = file('secret', 'secret');
  chmodSync(path, 0);
  expect(() => host.readText(path)).toThrow('the agent has no permission');
});

test('a directory is no text, and a pipe in place of a file holds nobody up', () => {
  expect(host.tryText(folder)).toBeUndefined();
  const pipe = join(folder, 'pipe');
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', pipe]);
  expect(host.readText(pipe)).toBe('');
});

test('directories, links and times are told as they are', () => {
  const directory = join(folder, 'directory');
  mkdirSync(directory);
  writeFileSync(join(directory, 'b'), '');
  writeFileSync(join(directory, 'a'), '');
  expect([...host.list(directory)].sort()).toEqual(['a', 'b']);

  symlinkSync('../zoneinfo/Europe/Paris', join(folder, 'localtime'));
  expect(host.readLink(join(folder, 'localtime'))).toBe('../zoneinfo/Europe/Paris');

  utimesSync(join(directory, 'a'), 1_700_000_000, 1_700_000_000);
  expect(host.modifiedMs(join(directory, 'a'))).toBe(1_700_000_000_000);
});

test('the host knows what the operating system says of itself', () => {
  expect(host).toMatchObject({
    platform: process.platform,
    hostname: os.hostname(),
    release: os.release(),
    arch: os.machine(),
    user: { uid: process.getuid?.() },
  });
  expect(host.addresses().filter(({ internal }) => internal)).not.toEqual([]);
  expect(host.wallMs() - host.nowMs()).toBe(clock.wallMs() - clock.nowMs());
});

test('space is what statfs(2) says', async () => {
  const { blocks, bsize } = statfsSync(folder);
  expect((await host.space(folder)).totalBytes).toBe(blocks * bsize);
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test('files of /proc, which say that they are empty, are read', () => {
    expect(host.readText('/proc/meminfo')).toMatch(/^MemTotal: .*\nMemFree: [\s\S]*\n$/);
  });

  test('the portable library is left out', () => {
    expect(host.portable).toBeUndefined();
  });
});
