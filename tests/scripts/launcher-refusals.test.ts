import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Launched } from './launched';

const folder = mkdtempSync(join(tmpdir(), 'opsbro-refusals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [['--bogus'], "Unknown option '--bogus'"],
  [['surplus'], "Unexpected argument 'surplus'"],
  [['--port'], "Option '-p, --port <value>' argument missing"],
  [['--port', 'http'], '--port: expected a port from 0 to 65535, found "http".'],
  [['--port', '65536'], '--port: expected a port from 0 to 65535, found "65536".'],
])('the words %j are refused in a sentence, followed by the usage', async (words, sentence) => {
  const { code, stdout, stderr } = await new Launched(words).ended();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trimStart().startsWith(sentence)).toBe(true);
  expect(stderr).toContain('Usage: npm start -- [options]');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a variable that makes no sense is refused by its name', async () => {
  const { code, stderr } = await new Launched([], { OPSBRO_PORT: 'http' }).ended();
  expect(code).toBe(1);
  expect(stderr).toContain('OPSBRO_PORT: expected a port from 0 to 65535, found "http".');
});

test('help is the usage, and nothing is started', async () => {
  const { code, stdout, stderr } = await new Launched(['--help']).ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: npm start -- \[options\]/);
});

test.each(['18.20.1', '20.18.3'])('Node %s is told to be too old, and by what', async (version) => {
  const versions = `{value:{...process.versions,node:'${version}'}}`;
  const disguise = `data:text/javascript,Object.defineProperty(process,'versions',${versions})`;
  const { code, stderr } = await new Launched([], {}, ['--import', disguise]).ended();
  expect(code).toBe(1);
  expect(stderr).toBe(
    `\nOpsBro needs Node 20.19 or newer; this is ${version} (${process.execPath}). Install a newer one from https://nodejs.org.\n`,
  );
});

test('a data directory that is a file is refused in one sentence', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'not a directory');
  const { code, stderr } = await new Launched(['--port', '0', '--data', file]).ended();
  expect(code).toBe(1);
  expect(stderr).toBe(
    `\n${file} is no directory, or a part of its path is a file. Choose another data directory with --data.\n`,
  );
}, 60_000);

test('an address of another machine is refused in one sentence', async () => {
  const words = ['--port', '0', '--host', '192.0.2.1', '--data', join(folder, 'host')];
  const { code, stderr } = await new Launched(words).ended();
  expect(code).toBe(1);
  expect(stderr).toBe(
    '\n192.0.2.1 is no address of this machine. Choose one with --host, such as 127.0.0.1.\n',
  );
}, 60_000);

/** A disk of 4 MiB; `undefined` where this user may not mount one. */
function mountSmallDisk(): string | undefined {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'ignore' });
    return disk;
  } catch {
    return undefined;
  }
}

test('a full disk is told in one sentence, with the way out', async ({ skip }) => {
  const disk = mountSmallDisk();
  if (disk === undefined) return skip('only root may mount a small disk');
  try {
    const data = join(disk, 'var');
    const { code, stderr } = await new Launched(['--port', '0', '--data', data]).ended();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `\nThe disk of ${data} is full. Free some space, or choose another data directory with --data.\n`,
    );
  } finally {
    execFileSync('umount', [disk]);
  }
}, 60_000);
