import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { childrenOf, isRunning, Launched, until } from './launched';

const folder = mkdtempSync(join(tmpdir(), 'opsbro-launcher-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = join(folder, 'var');

/** How much slower than promised it may be on a machine that does other things meanwhile. */
function slack(): number {
  const [load = 0] = loadavg();
  return 3 * Math.max(1, load / availableParallelism());
}

const isLinux = process.platform === 'linux';

const account = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' };
const json = { 'content-type': 'application/json' };

function setUp(url: string, code: string): Promise<Response> {
  const body = JSON.stringify({ json: { ...account, code } });
  return fetch(`${url}/api/trpc/auth.setUp`, { method: 'POST', headers: json, body });
}

async function signIn(url: string): Promise<string> {
  const { email, password } = account;
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { ...json, origin: url },
    body: JSON.stringify({ email, password }),
  });
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}

/** Asks a procedure as the person who signed in. */
async function ask<Answer>(url: string, cookie: string, path: string, input: unknown) {
  const asked = `${url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
  const answer = await fetch(asked, { headers: { cookie } });
  const { result } = (await answer.json()) as { result?: { data: { json: Answer } } };
  if (result === undefined) throw new Error(`${path} answered ${answer.status}`);
  return result.data.json;
}

/** The node of this machine once it is live and its load was measured. */
async function liveNode(url: string, cookie: string): Promise<{ id: string; name: string }> {
  let found: { id: string; name: string } | undefined;
  await until('the first real metric is here', async () => {
    const { rows } = await ask<{
      rows: { id: string; name: string; vitals: { load1: unknown } }[];
    }>(url, cookie, 'nodes.list', { state: 'live' });
    found = rows.find(({ vitals }) => typeof vitals.load1 === 'number');
    return found !== undefined;
  });
  if (found === undefined) throw new Error('there is no node');
  return found;
}

describe.runIf(isLinux).sequential('npm start', () => {
  test('for the first time: a page at once, a set-up link that works once, real data, a clean end', async () => {
    const launched = new Launched(['--port', '0', '--data', data]);
    await using _ = launched;
    await until('it listens', () => launched.url !== undefined);
    const listening = launched.url ?? '';
    expect(await (await fetch(listening)).text()).toMatch(/^<!doctype html>.*OpsBro/is);
    const pageSeconds = launched.secondsSinceStart;

    const url = await launched.running();
    expect(launched.stdout).toMatch(/✓ listening +\d+\.\d s {3}http:\/\/127\.0\.0\.1:\d+/);
    expect(launched.stdout).toMatch(/✓ database +\d+\.\d s/);
    expect(launched.stdout).toMatch(/✓ agent +\d+\.\d s/);
    expect(launched.stdout).toContain(`Dashboard   ${url}`);
    const code = launched.setUpLink?.split('#')[1] ?? '';
    expect(launched.setUpLink).toBe(`${url}/setup#${code}`);

    expect((await setUp(url, code)).status).toBe(200);
    expect((await setUp(url, code)).status).toBe(409);
    const cookie = await signIn(url);
    const { id: nodeId } = await liveNode(url, cookie);
    const metricSeconds = launched.secondsSinceStart;
    const rows = await ask<{ metric: string; lastValue: number }[]>(url, cookie, 'metrics.rows', {
      nodeId,
    });
    const total = rows.find(({ metric }) => metric === 'memory.memtotal')?.lastValue;
    const real = /^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    expect(total).toBe(Number(real));

    const children = childrenOf(launched.pid);
    expect(
      children.map(({ command }) => /main\.mjs|opsbro\.mjs/.exec(command)?.[0]).sort(),
    ).toEqual(['main.mjs', 'opsbro.mjs']);
    launched.child.kill('SIGTERM');
    const { code: exitCode, stdout, stderr } = await launched.ended();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/Stopped cleanly in \d+\.\d s\./);
    expect([...children.map(({ pid }) => pid), launched.pid].filter(isRunning)).toEqual([]);

    process.stdout.write(
      `first start: page after ${pageSeconds.toFixed(1)} s, first metric after ${metricSeconds.toFixed(1)} s\n`,
    );
    expect(pageSeconds).toBeLessThan(3 * slack());
    expect(metricSeconds).toBeLessThan(12 * slack());
  }, 120_000);

  test('again: faster, without a link, and with one owner of port and data', async () => {
    const launched = new Launched(['--port', '0', '--data', data]);
    await using _ = launched;
    const url = await launched.running();
    const seconds = launched.secondsSinceStart;
    process.stdout.write(`later start: ready after ${seconds.toFixed(1)} s\n`);
    expect(seconds).toBeLessThan(5 * slack());
    expect(launched.stdout).not.toContain('First visit');
    const cookie = await signIn(url);
    await liveNode(url, cookie);

    const server = childrenOf(launched.pid).find(({ command }) => command.includes('main.mjs'));
    const { port } = new URL(url);
    const [samePort, sameData] = await Promise.all([
      new Launched(['--port', port, '--data', join(folder, 'other')]).ended(),
      new Launched(['--port', '0', '--data', data]).ended(),
    ]);
    expect(samePort).toMatchObject({
      code: 1,
      stderr: `\nPort ${port} of 127.0.0.1 is taken by process ${server?.pid} (node). Stop it, or choose another port with --port.\n`,
    });
    expect(sameData.code).toBe(1);
    expect(sameData.stderr).toMatch(
      new RegExp(
        `^\\n.*/var/server/pg is in use by process ${server?.pid}; stop it or choose .* --data\\.?\\n$`,
      ),
    );
    expect((await fetch(`${url}/readyz`)).status).toBe(200);

    const children = childrenOf(launched.pid);
    expect(children).toHaveLength(2);
    launched.child.kill('SIGKILL');
    try {
      await until('server and agent ended with their launcher', () =>
        children.every(({ pid }) => !isRunning(pid)),
      );
    } finally {
      for (const { pid } of children.filter((child) => isRunning(child.pid))) process.kill(pid);
    }
  }, 120_000);

  test('takes the environment where flags say nothing', async () => {
    const environment = {
      OPSBRO_PORT: '0',
      OPSBRO_DATA: join(folder, 'environment'),
      OPSBRO_HOST: '',
    };
    const launched = new Launched([], environment);
    await using _ = launched;
    const url = await launched.running();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(launched.stderr).toBe('');
  }, 120_000);
});
