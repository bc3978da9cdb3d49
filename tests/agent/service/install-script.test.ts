import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const script = readFileSync('agent/service/install.sh', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'opsbro-install-script-'));
const inside = (name: string) => join(folder, name);
const lib = inside('lib');

let server: Server;
let archive: Buffer;
let fetched: number;
beforeAll(async () => {
  mkdirSync(inside('program/packs'), { recursive: true });
  writeFileSync(inside('program/opsbro.mjs'), 'the program\n');
  writeFileSync(inside('program/packs/system.mjs'), 'a pack\n');
  execFileSync('tar', ['-czf', inside('agent.tar.gz'), '-C', inside('program'), '.']);
  archive = readFileSync(inside('agent.tar.gz'));
  server = createServer((_, response) => {
    fetched += 1;
    response.end(archive);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  fetched = 0;
  rmSync(lib, { recursive: true, force: true });
  mkdirSync(lib);
});

/** Runs some of the script's functions, with places of the test's own. */
async function run(words: string, path = process.env.PATH): Promise<string> {
  const values = {
    opsbro_version: '1.2.3',
    opsbro_node_min: '20.19',
    opsbro_scheme: 'http',
    opsbro_pin: '',
    opsbro_address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    opsbro_archive: 'agent.tar.gz',
    opsbro_archive_sum: createHash('sha256').update(archive).digest('hex'),
    opsbro_archive_kb: '1',
    opsbro_lib: lib,
    opsbro_bin: inside('opsbro'),
    opsbro_node: process.execPath,
    opsbro_started: '0',
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'`);
  const env = { ...process.env, PATH: path };
  const text = [script, ...lines, words].join('\n');
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', text], { env });
  return stdout;
}

describe('a program that was put in place', () => {
  const home = () => join(lib, execFileSync('ls', [lib]).toString().trim());

  test('is not fetched again', async () => {
    expect(await run('opsbro_put_program')).toContain('fetched and checked');
    expect(await run('opsbro_put_program')).toContain('is here already');
    expect(fetched).toBe(1);
  });

  test.each([
    ['its program is empty', (at: string) => truncateSync(join(at, 'opsbro.mjs'))],
    ['a pack is empty', (at: string) => truncateSync(join(at, 'packs/system.mjs'))],
    ['a pack is gone', (at: string) => rmSync(join(at, 'packs/system.mjs'))],
    ['the word that it is whole is empty', (at: string) => truncateSync(join(at, 'complete'))],
  ])('is put there anew where after a power cut %s', async (_what, damage) => {
    await run('opsbro_put_program');
    damage(home());
    expect(await run('opsbro_put_program')).toContain('fetched and checked');
    expect(readFileSync(join(home(), 'opsbro.mjs'), 'utf8')).toBe('the program\n');
    expect(await run('opsbro_put_program')).toContain('is here already');
  });

  test('is on the disk before it is said to be whole, and again before anything leads to it', async () => {
    mkdirSync(inside('tools'));
    const spy = `cd ${lib}; found=$(find . \\( -name opsbro.mjs -o -name complete -o -name opsbro -o -name current \\) -size +0 -exec basename {} \\;)`;
    const notes = inside('notes');
    writeFileSync(
      inside('tools/sync'),
      `#!/bin/sh\n${spy}\necho $found | tr ' ' '\\n' | sort | xargs >>${notes}\n`,
    );
    chmodSync(inside('tools/sync'), 0o755);
    await run('opsbro_put_program; opsbro_switch', `${inside('tools')}:${process.env.PATH}`);
    expect(readFileSync(notes, 'utf8')).toBe('opsbro.mjs\ncomplete opsbro opsbro.mjs\n');
    expect(readFileSync(join(lib, 'current/bin/opsbro'), 'utf8')).toContain('current/opsbro.mjs');
  });
});

describe('a Node that is run as root', () => {
  const directory = inside('usr/bin');
  const node = join(directory, 'node');
  beforeEach(() => {
    rmSync(inside('usr'), { recursive: true, force: true });
    for (const name of ['usr/bin', 'usr/real']) mkdirSync(inside(name), { recursive: true });
    writeFileSync(node, '#!/bin/sh\necho 22.1.0\n');
    chmodSync(node, 0o755);
  });
  const isUsable = async (path = node) =>
    run(`opsbro_is_usable '${path}' && echo taken || echo "$opsbro_node_trouble"`);

  test('may lie where nobody else can change it, behind links too', async () => {
    expect(await isUsable()).toBe('taken\n');
    symlinkSync('../bin/node', inside('usr/real/node'));
    symlinkSync(inside('usr/real'), inside('usr/link'));
    expect(await isUsable(inside('usr/link/node'))).toBe('taken\n');
  });

  test.each([
    ['a group may write it', node, 0o775],
    ['everybody may write it', node, 0o757],
    ['a group may replace it', directory, 0o775],
    ['everybody may replace its folder', inside('usr'), 0o777],
  ])('is refused where %s, and it is said what is wrong', async (_what, path, mode) => {
    chmodSync(path, mode);
    expect(await isUsable()).toBe(
      `${path} does not belong to root alone, who would have to run ${node}\n`,
    );
  });

  test('is refused where somebody may change a link on the way to it', async () => {
    symlinkSync('../bin/node', inside('usr/real/node'));
    symlinkSync(inside('usr/real'), inside('usr/link'));
    chmodSync(inside('usr/real'), 0o777);
    expect(await isUsable(inside('usr/link/node'))).toContain(`${inside('usr/real')} does not`);
  });

  test.skipIf(process.getuid?.() !== 0)('is refused where it is somebody else’s', async () => {
    execFileSync('chown', ['12345', directory]);
    expect(await isUsable()).toContain(`${directory} does not belong to root alone`);
  });

  test('is refused where links lead in a circle', async () => {
    symlinkSync('two', inside('usr/one'));
    symlinkSync('one', inside('usr/two'));
    expect(await run(`opsbro_is_ours_alone '${inside('usr/one')}' || echo refused`)).toBe(
      'refused\n',
    );
  });
});
