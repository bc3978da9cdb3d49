import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAgentFiles } from '@/server/install/agent-files';
import { createInstallHandler } from '@/server/install/install-handler';
import { installScript } from '@/server/install/install-script';

const PIN = 'jKKBHwlYiZDZpTb6jneyJULb1LNmmWq2qj0JfA6vNF0=';
const archive = gzipSync('the program');
const sha256 = createHash('sha256').update(archive).digest('hex');
const manifest = {
  version: '1.2.3',
  nodeMin: '20.19',
  archive: { name: 'agent-1.tar.gz', sizeBytes: archive.length, unpackedBytes: 11, sha256 },
  executables: [] as object[],
};

let directory: string;
let server: Server;
let url: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-install-'));
  write('1.2.3', 1_000);
  const files = createAgentFiles(directory);
  const handler = createInstallHandler({
    files,
    door: () => ({ isEncrypted: true, spkiPin: PIN }),
  });
  server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A build of the agent, at a time of its own. */
function write(version: string, atS: number): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'agent-1.tar.gz'), archive);
  writeFileSync(join(directory, 'secret.txt'), 'not for anybody');
  writeFileSync(join(directory, 'install.sh'), "v='@version@' s='@scheme@' p='@pin@'\n");
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...manifest, version }));
  utimesSync(join(directory, 'manifest.json'), atS, atS);
}

describe('what a new machine fetches', () => {
  test('the script knows the build, the way in and the key, and nothing of who asks', async () => {
    const answer = await fetch(`${url}/install.sh`, { headers: { host: 'evil.example' } });
    expect(await answer.text()).toBe(`v='1.2.3' s='https' p='${PIN}'\n`);
    expect(answer.headers.get('content-type')).toContain('text/x-shellscript');
  });

  test('a file is whole, is what its checksum says, and is kept for ever by who has it', async () => {
    const answer = await fetch(`${url}/agent/agent-1.tar.gz`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(archive)).toBe(true);
    expect(answer.headers.get('etag')).toBe(`"${sha256}"`);
    expect(answer.headers.get('cache-control')).toContain('immutable');
  });

  test.each(['/install.sh', '/agent/manifest.json', '/agent/agent-1.tar.gz'])(
    '%s is not sent to who has it',
    async (path) => {
      const etag = (await fetch(url + path)).headers.get('etag') ?? '';
      const again = await fetch(url + path, { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      const head = await fetch(url + path, { method: 'HEAD' });
      expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
    },
  );

  test('nothing is sent but what the manifest names', async () => {
    const paths = ['secret.txt', 'install.sh', '..%2fmanifest.json', '%2e%2e/secret.txt', ''];
    for (const path of paths) {
      const { status, headers } = await fetch(`${url}/agent/${path}`);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('a build that replaces another one under a running server is the one that is sent', async () => {
    write('1.3.0', 2_000);
    expect(await (await fetch(`${url}/install.sh`)).text()).toContain("v='1.3.0'");
  });

  test('a server whose agent was not built says so', async () => {
    rmSync(join(directory, 'manifest.json'));
    const answer = await fetch(`${url}/install.sh`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('Run npm run build.');
  });
});

describe('the script', () => {
  const door = { isEncrypted: true, spkiPin: PIN };

  test('has a value for each of its names', () => {
    expect(() => installScript("x='@nothing@'", manifest as never, door)).toThrow('@nothing@');
  });

  test('takes no value that a shell would not take as plain text', () => {
    for (const version of ["1'; id; '", '$(id)', '`id`', '"']) {
      const hostile = { ...manifest, version } as never;
      expect(() => installScript("v='@version@'", hostile, door)).toThrow('@version@');
    }
  });

  test('is whole where all of it stands in its functions: without its last line nothing happens', () => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['agent/service/install.sh'], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
