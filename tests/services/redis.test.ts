import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import { freePort, hasPrograms, startService, succeeds } from './support/service-program';
import { makeTlsFiles } from './support/tls-files';

const SERVER = '/usr/bin/redis-server';
const CLIENT = '/usr/bin/redis-cli';
const PASSWORD = 'correct horse "battery" $taple';

async function startRedis(port: number, ...words: string[]) {
  return await startService({
    user: 'redis',
    command: (directory) => [
      SERVER,
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, ...words],
    ],
    isReady: () => succeeds(CLIENT, '-p', String(port), 'echo', 'x'),
  });
}

function redisCli(port: number, ...words: string[]): string {
  return execFileSync(CLIENT, ['-p', String(port), ...words], { encoding: 'utf8' });
}

function infoOf(port: number, key: string): string | undefined {
  return new RegExp(`^${key}:(.*?)\r?$`, 'm').exec(redisCli(port, 'info'))?.[1];
}

describe.runIf(hasPrograms(SERVER, CLIENT))('redis', () => {
  test('what the collector tells is what Redis tells its own client', async () => {
    const port = await freePort();
    await using _redis = await startRedis(port, '--maxmemory', '64mb');
    using pack = await packOnMachine('redis', { port });
    redisCli(port, 'mset', 'a', '1', 'b', '2', 'c', '3');
    redisCli(port, '-n', '3', 'setex', 'd', '1000', '4');

    expect(await pack.run()).toMatchObject({ state: 'ok', reason: '' });
    expect(pack.facts).toMatchObject({ version: infoOf(port, 'redis_version'), role: 'master' });
    expect(pack.value('keys')).toBe(4);
    expect(pack.value('databases.db3.keys')).toBe(1);
    expect(pack.value('maxmemory')).toBe(64 * 1_048_576);
    expect(pack.value('maxclients')).toBe(Number(infoOf(port, 'maxclients')));
    expect(pack.value('used_memory')).toBeGreaterThan(500_000);

    for (let count = 0; count < 50; count += 1) redisCli(port, 'get', count % 2 ? 'a' : 'none');
    await pack.run();
    expect(pack.value('total_commands_processed/s')).toBeGreaterThan(10);
    expect(pack.value('hit_percent')).toBeCloseTo(50, 0);

    expect(await pack.verdicts.groups()).toEqual(['redis']);
    expect(await pack.verdicts.check('answers')).toMatch(/^ok: redis 7\.\S+ answers in \d/);
    expect(await pack.verdicts.check('memory')).toMatch(/^ok: 1\.\d % of maxmemory/);
    expect(await pack.verdicts.check('clients')).toMatch(/^ok: 1 of \d+ clients/);
    expect(await pack.verdicts.check('persistence')).toMatch(/^ok/);
    expect(await pack.verdicts.check('replication')).toBe('not for this machine');
  });

  test('full memory is critical, and only where it makes Redis refuse', async () => {
    const port = await freePort();
    await using _redis = await startRedis(port, '--maxmemory', '3mb');
    using pack = await packOnMachine('redis', { port });
    const fill = "for i = 1, 3000 do redis.call('set', 'key' .. i, string.rep('x', 1000)) end";
    redisCli(port, 'eval', fill, '0');
    await pack.run();
    expect(await pack.verdicts.check('memory')).toMatch(
      /^critical: (9[7-9]|1\d\d)\.\d % of maxmemory/,
    );
    redisCli(port, 'config', 'set', 'maxmemory-policy', 'allkeys-lru');
    await pack.run();
    expect(await pack.verdicts.check('memory')).toBe('not for this machine');
  });

  test('a password is asked for by the name of its parameter, and is told to nobody', async () => {
    const port = await freePort();
    await using _redis = await startRedis(port, '--requirepass', PASSWORD);
    using without = await packOnMachine('redis', { port });
    expect(await without.run()).toMatchObject({
      state: 'missing-configuration',
      reason: expect.stringContaining('it wants a password'),
      fix: expect.stringContaining('opsbro packs parameters set redis password -'),
    });
    using wrong = await packOnMachine('redis', { port, password: 'tr0ub4dor' });
    expect(await wrong.run()).toMatchObject({
      state: 'missing-configuration',
      reason: expect.stringContaining('the password is wrong'),
    });
    expect(wrong.everything()).not.toContain('tr0ub4dor');
    using right = await packOnMachine('redis', { port, password: PASSWORD });
    expect(await right.run()).toMatchObject({ state: 'ok' });
    expect(right.everything()).not.toContain('battery');
    using user = await packOnMachine('redis', { port, user: 'default', password: PASSWORD });
    expect(await user.run()).toMatchObject({ state: 'ok' });
  });

  test('killed, and hanging, it is critical within a run', async () => {
    const port = await freePort();
    await using redis = await startRedis(port);
    using pack = await packOnMachine('redis', { port });
    await pack.run();
    redis.signal('SIGSTOP');
    expect(await pack.run()).toMatchObject({ state: 'ok' });
    expect(await pack.verdicts.check('answers')).toMatch(
      /^critical: redis does not answer: 127\.0\.0\.1:\d+ did not answer in time$/,
    );
    redis.signal('SIGCONT');
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^ok/);

    await redis.kill();
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: .*nothing listens there$/);
    expect(await pack.verdicts.check('clients')).toBe('not for this machine');
    expect(await pack.verdicts.groups()).toEqual(['redis']);
  });

  test('a replica is watched from both sides', async () => {
    const [port, replicaPort] = [await freePort(), await freePort()];
    await using primary = await startRedis(port);
    await using _replica = await startRedis(replicaPort, '--replicaof', `127.0.0.1 ${port}`);
    using pack = await packOnMachine('redis', { port });
    using replica = await packOnMachine('redis', { port: replicaPort });
    const link = async () => {
      await replica.run();
      return replica.value('master_link_up');
    };
    await expect.poll(link, { timeout: 20_000 }).toBe(1);
    expect(replica.facts).toMatchObject({ role: 'slave', master: `127.0.0.1:${port}` });
    expect(await replica.verdicts.check('replication')).toBe(`ok: connected to 127.0.0.1:${port}`);
    await pack.run();
    expect(pack.value('connected_slaves')).toBe(1);
    await primary.kill();
    await expect.poll(link, { timeout: 20_000 }).toBe(0);
    expect(await replica.verdicts.check('replication')).toMatch(/^critical: the connection to 127/);
  });

  test('over TLS it is believed by its certificate, and by nothing less', async () => {
    using files = await makeTlsFiles();
    const [plain, port] = [await freePort(), await freePort()];
    const own = ['--tls-port', String(port), '--tls-cert-file', files.cert];
    const more = ['--tls-key-file', files.key, '--tls-ca-cert-file', files.ca];
    await using _redis = await startRedis(plain, ...own, ...more, '--tls-auth-clients', 'no');
    const base = { host: 'localhost', port, tls: true };
    const { ca, otherCa } = files;
    const answerWith = async (change: Readonly<Record<string, unknown>>) => {
      using pack = await packOnMachine('redis', { ...base, ...change });
      const { state, reason, fix } = await pack.run();
      return [state, reason, fix, pack.facts.problem ?? ''].join(' | ');
    };
    expect(await answerWith({ tls_ca: ca })).toBe('ok |  |  | ');
    const nobody =
      /^missing-configuration . .*: nobody whom the agent trusts vouches .* tls_ca names/;
    expect(await answerWith({})).toMatch(nobody);
    expect(await answerWith({ tls_ca: otherCa })).toMatch(nobody);
    expect(await answerWith({ tls_ca: ca, host: '127.0.0.1' })).toMatch(
      /^missing-configuration . cannot talk to 127\.0\.0\.1:\d+: its certificate is for another name/,
    );
    expect(await answerWith({ tls_ca: ca, port: plain })).toMatch(/did not answer in time$/);
  });
});
