import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packAgent, packExecutable } from '../../scripts/lib/agent-manifest.mjs';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-manifest-'));
  mkdirSync(join(directory, 'packs/linux'), { recursive: true });
  writeFileSync(join(directory, 'opsbro.mjs'), 'x'.repeat(1_000), { mode: 0o755 });
  writeFileSync(join(directory, 'packs/linux/pack.yaml'), 'name: linux\n', { mode: 0o644 });
  writeFileSync(join(directory, 'exact'), 'y'.repeat(512));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const manifestOf = () => JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));

test('the archive is one that tar takes, with the files as they are, and root as their owner', async () => {
  await packAgent(directory, '1.2.3');
  const { archive, files } = manifestOf();
  const packed = join(directory, archive.name);
  const listed = execFileSync('tar', ['-tvzf', packed], { encoding: 'utf8' });
  expect(listed).toMatch(/^-rwxr-xr-x root\/root +1000 1970-01-01 .* opsbro\.mjs$/m);
  const target = join(directory, 'unpacked');
  mkdirSync(target);
  execFileSync('tar', ['-xzf', packed, '-C', target]);
  expect(files).toHaveLength(3);
  for (const { path, sha256 } of files) expect(sumOf(join(target, path))).toBe(sha256);
  expect(sumOf(packed)).toBe(archive.sha256);
  expect(archive.name).toContain(archive.sha256.slice(0, 12));
});

test('the same files make the same archive, whenever they were written', async () => {
  await packAgent(directory, '1.2.3');
  const first = manifestOf().archive;
  rmSync(join(directory, first.name));
  rmSync(join(directory, 'manifest.json'));
  utimesSync(join(directory, 'opsbro.mjs'), 1, 1);
  await packAgent(directory, '1.2.3');
  expect(manifestOf().archive).toEqual(first);
});

test('an executable is named beside the archive that it was built with', async () => {
  await packAgent(directory, '1.2.3');
  const { archive } = manifestOf();
  writeFileSync(join(directory, 'opsbro-linux-x64'), 'z'.repeat(2_000));
  await packExecutable(directory, 'linux-x64');
  const { executables, archive: still } = manifestOf();
  expect(still).toEqual(archive);
  expect(executables).toMatchObject([{ platform: 'linux-x64', unpackedBytes: 2_000 }]);
  expect(sumOf(join(directory, executables[0].name))).toBe(executables[0].sha256);
});

function sumOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
