import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import { freePort, hasPrograms, startService, succeeds } from './support/service-program';

const BIN = '/usr/lib/rabbitmq/bin';
const SERVER = join(BIN, 'rabbitmq-server');
const isReady = hasPrograms(SERVER, '/usr/bin/epmd') && process.getuid?.() === 0;

async function startRabbit({ hasManagement }: { readonly hasManagement: boolean }) {
  const [port, amqpPort, distPort, epmdPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const environment = (directory: string) => ({
    RABBITMQ_NODENAME: `test-${port}@localhost`,
    RABBITMQ_MNESIA_BASE: join(directory, 'db'),
    RABBITMQ_LOG_BASE: join(directory, 'log'),
    RABBITMQ_CONFIG_FILE: join(directory, 'server.conf'),
    RABBITMQ_CONF_ENV_FILE: join(directory, 'none'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, 'plugins'),
    RABBITMQ_PID_FILE: join(directory, 'pid'),
    RABBITMQ_DIST_PORT: String(distPort),
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
  });
  const server = await startService({
    user: 'rabbitmq',
    environment,
    prepare: (directory) => {
      const settings = [
        `listeners.tcp.1 = 127.0.0.1:${amqpPort}`,
        'management.tcp.ip = 127.0.0.1',
        `management.tcp.port = ${port}`,
      ];
      writeFileSync(join(directory, 'server.conf'), `${settings.join('\n')}\n`);
      const plugins = hasManagement ? '[rabbitmq_management].' : '[].';
      writeFileSync(join(directory, 'plugins'), `${plugins}\n`);
    },
    command: () => [SERVER],
    isReady: () => isListening(hasManagement ? port : amqpPort),
  });
  const ctl = (...words: string[]) =>
    execFileSync('setpriv', AS_RABBIT.concat(join(BIN, 'rabbitmqctl'), '-q', ...words), {
      encoding: 'utf8',
      cwd: server.directory,
      env: { ...process.env, HOME: server.directory, ...environment(server.directory) },
    });
  return {
    port,
    ctl,
    kill: () => server.kill(),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      // Erlang's names of nodes are kept by a process of its own, which outlives the server.
      succeeds('epmd', '-port', String(epmdPort), '-kill');
    },
  };
}

const AS_RABBIT = ['--reuid=rabbitmq', '--regid=rabbitmq', '--clear-groups'];

async function isListening(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    (error: unknown) => Object(Object(error).cause).code !== 'ECONNREFUSED',
  );
}

async function api(port: number, path: string, method: string, body: object): Promise<void> {
  const headers = {
    authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`,
    'content-type': 'application/json',
  };
  const url = `http://127.0.0.1:${port}/api/${path}`;
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

describe.runIf(isReady)('rabbitmq', () => {
  test('what the collector tells is what happened, a password is told to nobody, and a crash is critical', async () => {
    await using rabbit = await startRabbit({ hasManagement: true });
    const { port, ctl } = rabbit;
    using pack = await packOnMachine('rabbitmq', { port });
    expect(await pack.run()).toMatchObject({ state: 'ok', reason: '' });
    expect(pack.value('queue_count')).toBe(0);
    expect(await pack.verdicts.check('queues')).toBe('not for this machine');

    await api(port, 'queues/%2f/orders', 'PUT', { durable: true });
    await api(port, 'queues/%2f/short', 'PUT', { auto_delete: true });
    for (let at = 0; at < 7; at += 1) {
      const message = {
        properties: {},
        routing_key: 'orders',
        payload: 'x',
        payload_encoding: 'string',
      };
      await api(port, 'exchanges/%2f/amq.default/publish', 'POST', message);
    }
    const waiting = async () => {
      await pack.run();
      return pack.value('queues.orders.messages');
    };
    await expect.poll(waiting, { timeout: 30_000 }).toBe(7);
    expect(ctl('list_queues', '-s', 'name', 'messages')).toMatch(/^orders\t7$/m);
    expect(pack.value('queues.short.messages')).toBeUndefined();
    expect(pack.value('queue_count')).toBe(2);
    expect(pack.facts).toMatchObject({ longest_queue: 'orders', version: ctl('version').trim() });
    expect(await pack.verdicts.groups()).toEqual(['rabbitmq']);
    expect(await pack.verdicts.check('answers')).toMatch(/^ok: RabbitMQ \d/);
    // What a node measures of itself it tells its management plugin some seconds later.
    const alarms = async () => {
      await pack.run();
      return pack.verdicts.check('alarms');
    };
    await expect.poll(alarms, { timeout: 30_000 }).toMatch(/^ok: \d/);
    expect(await pack.verdicts.check('cluster')).toBe('ok: no member is cut off');
    expect(await pack.verdicts.check('files')).toMatch(/^ok/);
    expect(await pack.verdicts.check('queues')).toBe(
      'ok: the longest queue, orders, has 7 messages',
    );

    ctl('set_vm_memory_high_watermark', 'absolute', '1MB');
    const alarm = async () => {
      await pack.run();
      return pack.value('memory_alarm');
    };
    await expect.poll(alarm, { timeout: 30_000 }).toBe(1);
    expect(await pack.verdicts.check('alarms')).toMatch(/^critical: publishers are held up/);

    using wrong = await packOnMachine('rabbitmq', { port, password: 'tr0ub4dor' });
    expect(await wrong.run()).toMatchObject({
      state: 'missing-configuration',
      reason: 'RabbitMQ refuses the user guest: Login failed',
      fix: expect.stringContaining('opsbro packs parameters set rabbitmq password -'),
    });
    expect(wrong.everything()).not.toContain('tr0ub4dor');
    expect(wrong.everything()).not.toContain(Buffer.from('guest:tr0ub4dor').toString('base64'));
    ctl('add_user', 'plain', 'correct horse');
    using plain = await packOnMachine('rabbitmq', {
      port,
      user: 'plain',
      password: 'correct horse',
    });
    expect(await plain.run()).toMatchObject({
      state: 'missing-configuration',
      fix: expect.stringContaining('tag monitoring'),
    });
    ctl('set_user_tags', 'plain', 'monitoring');
    using allowed = await packOnMachine('rabbitmq', {
      port,
      user: 'plain',
      password: 'correct horse',
    });
    expect(await allowed.run()).toMatchObject({ state: 'ok' });
    expect(allowed.everything()).not.toContain('correct horse');

    await rabbit.kill();
    const answer = async () => {
      await pack.run();
      return await pack.verdicts.check('answers');
    };
    // The kernel takes a moment to end a process with so much memory.
    await expect.poll(answer, { timeout: 10_000 }).toMatch(/^critical: .*nothing listens there$/);
  });

  test('without the management plugin the state says how to switch it on', async () => {
    await using rabbit = await startRabbit({ hasManagement: false });
    using pack = await packOnMachine('rabbitmq', { port: rabbit.port });
    expect(await pack.run()).toMatchObject({
      state: 'missing-configuration',
      fix: expect.stringContaining('rabbitmq-plugins enable rabbitmq_management'),
    });
  });
});
