import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { flatten } from '@/agent/collectors/flatten';
import docker from '@/packs/docker/collectors/docker';
import { containerName, healthOf } from '@/packs/docker/container-metrics';
import { packParameters } from '../../support/pack-parameters';
import { recordedAnswer } from '../../support/recorded-answer';
import { collectWith, hostWith } from '../../support/recorded-host';
import { judgeShipped } from '../shipped-check';

/** What an engine of version 20.10 answered, by the path that it was asked. */
const RECORD: Readonly<Record<string, unknown>> = JSON.parse(recordedAnswer('docker-20.10.json'));

const folder = mkdtempSync(join(tmpdir(), 'opsbro-docker-'));
const socket = join(folder, 'docker.sock');
const parameters = packParameters('docker', { socket });
const RUNNING = { '/proc/7/comm': 'dockerd\n', [socket]: '' };

afterAll(() => rmSync(folder, { recursive: true }));

/** An engine on a real socket that answers so; what is undefined is 404. */
async function engine(answer: (path: string) => unknown, status = 200) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const found = answer(request.url ?? '');
    response.statusCode = found === undefined ? 404 : status;
    response.end(JSON.stringify(found ?? { message: 'no such thing' }));
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function dataOf(...hosts: Parameters<typeof collectWith>[2][]) {
  const outcome = await collectWith(parameters, docker, ...hosts);
  if (outcome.kind !== 'data') throw new Error(outcome.reason);
  flatten('docker', docker.shape, outcome.data);
  return outcome.data;
}

describe('docker', () => {
  test('tells what a real engine says of its containers', async () => {
    await using recorded = await engine((path) => RECORD[path]);
    const first = hostWith(RUNNING);
    expect(await dataOf(first, first.later(30_000))).toMatchObject({
      ...{ available: 1, version: '20.10.24+dfsg1', images: 1 },
      states: { running: 2, restarting: 1, exited: 1, paused: 0 },
      ...{ unhealthy: ['sick'], restarting: ['looping'], nearly_full: [], left_out: [] },
      containers: {
        web: {
          health: 'healthy',
          restarts: 0,
          cpu_percent: 0,
          memory_used_percent: expect.any(Number),
        },
        sick: { health: 'unhealthy', memory_used_percent: undefined },
        looping: { state: 'restarting', restarts: 8, running: 0 },
        done: { state: 'exited', health: 'none' },
      },
    });
    expect(recorded.asked.every((line) => line.startsWith('GET '))).toBe(true);
  });

  test('counts processor time in shares of one processor, and speeds of networks', async () => {
    const stats = (seconds: number) => ({
      cpu_stats: { cpu_usage: { total_usage: seconds * 1e9 } },
      memory_stats: { usage: 900, limit: 1_000, stats: { inactive_file: 100 } },
      networks: {
        eth0: { rx_bytes: seconds * 50, tx_bytes: 0 },
        eth1: { rx_bytes: 0, tx_bytes: 0 },
      },
    });
    let seconds = 100;
    await using _ = await engine((path) => {
      if (!path.includes('/stats')) return RECORD[path];
      seconds += 15;
      return stats(seconds);
    });
    const only = packParameters('docker', { socket, containers_max: 1, memory_warning: 80 });
    const first = hostWith(RUNNING);
    const outcome = await collectWith(only, docker, first, first.later(30_000));
    expect(outcome).toMatchObject({
      data: {
        containers: {
          sick: {
            cpu_percent: 50,
            memory_bytes: 800,
            memory_used_percent: 80,
            received_bytes_per_second: 25,
          },
        },
        ...{ nearly_full: ['sick'], left_out: ['containers: 3 of them'] },
      },
    });
  });

  test('a container that started again since the last look is restarting', async () => {
    let restarts = 3;
    await using _ = await engine((path) => {
      if (!/^\/containers\/735.*\/json/.test(path)) return RECORD[path];
      restarts += 1;
      return { RestartCount: restarts };
    });
    const first = hostWith(RUNNING);
    expect(await dataOf(first, first.later(30_000))).toMatchObject({
      restarting: ['looping', 'web'],
    });
  });

  test('an engine that tells nothing of its containers one by one is available all the same', async () => {
    await using _ = await engine((path) =>
      /^\/containers\/\w+\//.test(path) ? undefined : RECORD[path],
    );
    expect(await dataOf(hostWith(RUNNING))).toMatchObject({
      available: 1,
      containers: { web: { running: 1, restarts: undefined } },
    });
  });

  test('something else behind the socket is no engine', async () => {
    await using _ = await engine(() => 'hello');
    expect(await dataOf(hostWith(RUNNING))).toEqual({
      available: 0,
      problem: 'the engine answered /info with 200 and no data',
    });
  });

  test('a proxy that lets too little through is told what to let through', async () => {
    await using _ = await engine(() => 'no', 403);
    expect(await collectWith(parameters, docker, hostWith(RUNNING))).toMatchObject({
      kind: 'missing-configuration',
      reason: expect.stringContaining('/info with 403'),
      fix: expect.stringContaining('GET /info and /containers'),
    });
  });

  test('a socket that systemd holds for an engine that does not run is not asked', async () => {
    await using sleeping = await engine((path) => RECORD[path]);
    const outcome = await collectWith(parameters, docker, hostWith({ [socket]: '' }));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
    expect(sleeping.asked).toEqual([]);
  });

  test('an address is asked in place of the socket', async () => {
    const server = createServer((request, response) => {
      response.end(JSON.stringify(RECORD[request.url?.replace('/engine', '') ?? '']));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      const url = `http://127.0.0.1:${port}/engine/`;
      const outcome = await collectWith(
        packParameters('docker', { url }),
        docker,
        hostWith(RUNNING),
      );
      expect(outcome).toMatchObject({ data: { available: 1, images: 1 } });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('a container', () => {
  test.each([
    ['Up 3 hours (unhealthy)', 'unhealthy'],
    ['Up 3 hours (healthy)', 'healthy'],
    ['Up 2 seconds (health: starting)', 'starting'],
    ['Up 3 hours', 'none'],
    ['Exited (1) 2 days ago', 'none'],
  ])('of which the list says %j is %s', (Status, health) => {
    expect(healthOf({ Status })).toBe(health);
  });

  test('is called by its own name, not by the links of others to it', () => {
    const Id = '735fe74e706025adf218';
    expect(containerName({ Id, Names: ['/other/alias', '/web'] })).toBe('web');
    expect(containerName({ Id, Names: null })).toBe('735fe74e7060');
  });
});

describe('the checks of docker', () => {
  const at = (data: object) => ({
    data: {
      docker: {
        ...{ available: 1, states: { running: 4 } },
        ...{ unhealthy: [], restarting: [], nearly_full: [], ...data },
      },
    },
  });

  test('are quiet on a machine whose containers are well', async () => {
    for (const id of ['answers', 'containers', 'memory']) {
      expect(await judgeShipped(`docker.${id}`, at({})), id).toMatchObject({ state: 'ok' });
    }
  });

  test.each([
    ['containers', { unhealthy: ['sick'] }, 'critical', /^unhealthy: sick;/],
    ['containers', { restarting: ['a', 'b'] }, 'warning', /^started again and again: a, b;/],
    ['memory', { nearly_full: ['web'] }, 'warning', /95 % .* use: web;/],
    [
      'answers',
      { available: 0, problem: 'nothing listens there' },
      'critical',
      /nothing listens there$/,
    ],
  ])('%s of %o is %s', async (id, data, state, output) => {
    expect(await judgeShipped(`docker.${id}`, at(data))).toMatchObject({
      state,
      output: expect.stringMatching(output),
    });
  });
});
