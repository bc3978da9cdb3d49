import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import { freePort, hasPrograms, startService } from './support/service-program';

const SERVER = '/usr/bin/memcached';

async function startMemcached(port: number, words: (directory: string) => string[] = () => []) {
  return await startService({
    user: 'memcache',
    prepare: (directory) => {
      writeFileSync(join(directory, 'users'), 'me:correct-horse\n');
      chmodSync(join(directory, 'users'), 0o644);
    },
    command: (directory) => [
      SERVER,
      ...['-u', 'memcache', '-l', '127.0.0.1', '-p', String(port), ...words(directory)],
    ],
    isReady: () =>
      say(port, 'version\r\n').then(
        () => true,
        () => false,
      ),
  });
}

/** What memcached answers to lines that a person would type. */
async function say(port: number, lines: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.end(`${lines}quit\r\n`);
  return (await socket.toArray()).join('');
}

describe.runIf(hasPrograms(SERVER))('memcached', () => {
  test('what the collector tells is what happened, and a crash is critical', async () => {
    const port = await freePort();
    await using server = await startMemcached(port);
    using pack = await packOnMachine('memcached', { port });
    await pack.run();
    const items = Array.from({ length: 20 }, (_, at) => `set k${at} 0 0 4\r\nabcd\r\n`).join('');
    await say(port, `${items}get k1\r\nget k2\r\nget k3\r\nget none\r\n`);

    expect(await pack.run()).toMatchObject({ state: 'ok', reason: '' });
    expect(pack.value('curr_items')).toBe(20);
    expect(pack.value('hit_percent')).toBe(75);
    expect(pack.value('max_connections')).toBe(1024);
    expect(pack.facts.version).toBe(/VERSION (\S+)/.exec(await say(port, 'version\r\n'))?.[1]);
    expect(await pack.verdicts.groups()).toEqual(['memcached']);
    expect(await pack.verdicts.check('answers')).toMatch(/^ok/);
    expect(await pack.verdicts.check('connections')).toMatch(/^ok: \d of 1024/);

    await server.kill();
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: .*nothing listens there$/);
  });

  test('a user and a password let the agent in, and are told to nobody', async () => {
    const port = await freePort();
    await using _server = await startMemcached(port, (directory) => [
      '-Y',
      join(directory, 'users'),
    ]);
    using without = await packOnMachine('memcached', { port });
    expect(await without.run()).toMatchObject({ state: 'missing-configuration' });
    using wrong = await packOnMachine('memcached', { port, user: 'me', password: 'tr0ub4dor' });
    expect(await wrong.run()).toMatchObject({ state: 'missing-configuration' });
    expect(wrong.everything()).not.toContain('tr0ub4dor');
    using right = await packOnMachine('memcached', { port, user: 'me', password: 'correct-horse' });
    expect(await right.run()).toMatchObject({ state: 'ok' });
    expect(right.everything()).not.toContain('correct-horse');
  });
});
