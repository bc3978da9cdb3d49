import { describe, expect, test } from 'vitest';
import { flatten } from '@/agent/collectors/flatten';
import nginx from '@/packs/nginx/collectors/nginx';
import { parseStubStatus } from '@/packs/nginx/stub-status';
import { packParameters } from '../../support/pack-parameters';
import { recordedAnswer, replay } from '../../support/recorded-answer';
import { collectWith, hostWith } from '../../support/recorded-host';
import { judgeShipped } from '../shipped-check';

const ANSWER = recordedAnswer('nginx-1.22-stub-status.txt');
const RUNNING = { '/proc/7/comm': 'nginx\n' };
const ENABLED = {
  '/run/systemd/system/x': '',
  '/etc/systemd/system/multi-user.target.wants/nginx.service': '',
};

const at = (port: number) =>
  packParameters('nginx', { url: `http://127.0.0.1:${port}/nginx_status` });

describe('stub_status', () => {
  test('is read whole', () => {
    const text =
      'Active connections: 291 \nserver accepts handled requests\n 16630948 16630940 31070465 \nReading: 6 Writing: 179 Waiting: 106 \n';
    expect(parseStubStatus(text)).toEqual({
      ...{ active: 291, accepted: 16_630_948, handled: 16_630_940, requests: 31_070_465 },
      ...{ reading: 6, writing: 179, waiting: 106 },
    });
  });

  test.each(['', 'hello', 'Active connections: 291 \n', '<html>Active connections: 1</html>'])(
    'is not %j',
    (text) => {
      expect(parseStubStatus(text)).toBeUndefined();
    },
  );
});

describe('nginx', () => {
  test('tells what the page of a real server says, and speeds from the second time on', async () => {
    await using server = await replay(ANSWER);
    const first = hostWith(RUNNING);
    const outcome = await collectWith(at(server.port), nginx, first, first.later(10_000));
    expect(outcome).toMatchObject({
      kind: 'data',
      data: {
        ...{ available: 1, version: '1.22.1', requests_per_second: 0, dropped: 0 },
        connections: { active: expect.any(Number), writing: 1 },
      },
    });
    if (outcome.kind === 'data') flatten('nginx', nginx.shape, outcome.data);
  });

  test('of which nothing runs is not knocked at', async () => {
    await using server = await replay(ANSWER);
    const outcome = await collectWith(at(server.port), nginx, hostWith({}));
    expect(outcome).toMatchObject({
      kind: 'not-eligible',
      reason: expect.stringMatching(/^no nginx here/),
    });
    expect(server.connections).toBe(0);
  });

  test.each([
    ['a page of its own', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', /another page/],
    ['a refusal', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n', /403/],
    [
      'another address',
      'HTTP/1.1 301 Moved\r\nLocation: https://x/\r\nContent-Length: 0\r\n\r\n',
      /301/,
    ],
  ])('that answers with %s is told how to show its status', async (_, answer, reason) => {
    await using server = await replay(answer);
    expect(await collectWith(at(server.port), nginx, hostWith(RUNNING))).toMatchObject({
      kind: 'missing-configuration',
      reason: expect.stringMatching(reason),
      fix: expect.stringContaining('location = /nginx_status { stub_status;'),
    });
  });

  test('that should run and does not is data, and the check is critical with the reason', async () => {
    const { port } = await closedPort();
    const outcome = await collectWith(at(port), nginx, hostWith(ENABLED));
    expect(outcome).toMatchObject({ kind: 'data', data: { available: 0 } });
    const data = outcome.kind === 'data' ? { nginx: outcome.data } : {};
    expect(await judgeShipped('nginx.answers', { data })).toMatchObject({
      state: 'critical',
      output: expect.stringMatching(
        /^nginx does not answer: cannot talk to .*nothing listens there$/,
      ),
    });
  });

  test.each(['127.0.0.1/nginx_status', 'file:///etc/passwd', 'http://', ''])(
    'refuses the address %j with a sentence that names the parameter',
    async (url) => {
      const parameters = packParameters('nginx', { url });
      await expect(collectWith(parameters, nginx, hostWith(RUNNING))).rejects.toThrow(
        /^The parameter nginx\.url is .*expected an address such as http:/,
      );
    },
  );

  test('takes no password in its address, and does not repeat it', async () => {
    const parameters = packParameters('nginx', { url: 'http://me:hush@127.0.0.1/' });
    await expect(collectWith(parameters, nginx, hostWith(RUNNING))).rejects.toThrow(
      /^((?!hush).)*$/,
    );
  });
});

async function closedPort() {
  const server = await replay('');
  const { port } = server;
  await server[Symbol.asyncDispose]();
  return { port };
}

describe('the checks of nginx', () => {
  const nginxData = (data: object) => ({
    data: { nginx: { available: 1, latency_ms: 1.26, ...data } },
  });

  test('are quiet on a server at ease', async () => {
    expect(await judgeShipped('nginx.answers', nginxData({}))).toMatchObject({
      state: 'ok',
      output: 'nginx answers in 1.3 ms',
    });
    const dropped = nginxData({ dropped_per_second: 0 });
    expect(await judgeShipped('nginx.dropped', dropped)).toMatchObject({ state: 'ok' });
    expect(await judgeShipped('nginx.dropped', nginxData({}))).toMatchObject({ state: 'ok' });
  });

  test('warn of connections that are given up', async () => {
    const dropped = nginxData({ dropped_per_second: 2.5 });
    expect(await judgeShipped('nginx.dropped', dropped)).toMatchObject({
      state: 'warning',
      output: expect.stringMatching(/2\.5 connections a second.*worker_connections/),
    });
  });

  test('do not run where nothing is known of it', async () => {
    expect(await judgeShipped('nginx.answers', { data: {} })).toMatchObject({
      state: 'not for this machine',
    });
  });
});
