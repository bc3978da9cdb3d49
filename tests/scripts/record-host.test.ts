import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/record-host.mjs', import.meta.url));
const HOSTS = fileURLToPath(new URL('../fixtures/hosts/', import.meta.url));

/** Addresses that are nobody's (RFC 5737, RFC 3849), and may be this machine's own in a sandbox. */
const DOCUMENTATION = /^(192\.0\.2|198\.51\.100|203\.0\.113)\.|^2001:db8:|^fe80::\w{1,2}$/;

const recordings = readdirSync(HOSTS).filter((name) => existsSync(join(HOSTS, name, 'host.json')));

describe.skipIf(process.platform !== 'linux')('a recording of the machine we run on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbro-record-'));
  const output = join(folder, 'nobodys-machine');
  let texts: readonly { readonly path: string; readonly text: string }[] = [];

  beforeAll(() => {
    const options = ['--later', '1', '--omit', 'tmpfs', '--replace', 'Linux version=Fiction'];
    execFileSync(process.execPath, [SCRIPT, output, ...options], { stdio: 'pipe' });
    texts = filesOf(output);
  }, 30_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has its files at their path, and what is no file in host.json', () => {
    expect(readFileSync(join(output, 'proc/stat'), 'utf8')).toMatch(/^cpu {2}\d+ /);
    expect(readFileSync(join(output, 'proc/self/smaps'), 'utf8').split('\n')).toHaveLength(31);
    const facts = JSON.parse(readFileSync(join(output, 'host.json'), 'utf8'));
    expect(facts).toMatchObject({ platform: 'linux', hostname: 'nobodys-machine' });
    expect(facts.spaces['/'].totalBytes).toBeGreaterThan(0);
    expect(facts.later.afterMs).toBeGreaterThanOrEqual(1_000);
    expect(facts.later.files['/proc/stat']).not.toBe(
      readFileSync(join(output, 'proc/stat'), 'utf8'),
    );
  });

  test('names neither the machine, nor its cards, addresses or boot', () => {
    const own = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal }) => !internal);
    const secrets = [
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      ...own.map(({ mac }) => mac),
      ...own.map(({ address }) => address).filter((address) => !DOCUMENTATION.test(address)),
      ...(hostname().length > 4 ? [hostname()] : []),
    ];
    for (const secret of secrets) expect(holders(texts, secret)).toEqual([]);
    expect(readFileSync(join(output, 'etc/hostname'), 'utf8')).toBe('nobodys-machine\n');
  });

  test('leaves out and replaces what it is told to', () => {
    expect(readFileSync(join(output, 'proc/self/mounts'), 'utf8')).not.toContain('tmpfs');
    expect(readFileSync(join(output, 'proc/version'), 'utf8')).toMatch(/^Fiction \d/);
  });

  test('holds no file that keeps secrets', () => {
    const paths = texts.map(({ path }) => path);
    expect(paths.filter((path) => /environ|cmdline|shadow|_key$|\.pem$/.test(path))).toEqual([]);
    expect(holders(texts, 'PRIVATE KEY')).toEqual([]);
  });
});

describe.each(recordings)('the recorded machine %s', (name) => {
  const texts = filesOf(join(HOSTS, name));

  test('says what it is and how it was made', () => {
    const { description } = JSON.parse(readFileSync(join(HOSTS, name, 'host.json'), 'utf8'));
    expect(description).toMatch(/Real: recorded|Written by hand, not recorded/);
  });

  test('is small', () => {
    expect(texts.length).toBeLessThanOrEqual(400);
    expect(texts.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(300_000);
  });

  test('has network cards from the range for documentation only', () => {
    const cards = texts.flatMap(
      ({ text }) => text.match(/\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g) ?? [],
    );
    const real = cards.filter((mac) => !/^00:00:5e:00:53:|^(00:){5}00$|^(ff:){5}ff$/.test(mac));
    expect(real).toEqual([]);
  });

  test('has no symbolic link and no secret in it', () => {
    const paths = texts.map(({ path }) => path);
    expect(paths.filter((path) => /environ|cmdline|shadow|_key$/.test(path))).toEqual([]);
    expect(holders(texts, 'PRIVATE KEY')).toEqual([]);
  });
});

function filesOf(folder: string) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, file: join(folder, path) }))
    .filter(({ file }) => statSync(file).isFile())
    .map(({ path, file }) => ({ path, text: readFileSync(file, 'utf8') }));
}

function holders(texts: readonly { readonly path: string; readonly text: string }[], part: string) {
  return texts.filter(({ text }) => text.includes(part)).map(({ path }) => path);
}
