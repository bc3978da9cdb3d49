import { describe, expect, test } from 'vitest';
import { flatten } from '@/agent/collectors/flatten';
import apache from '@/packs/apache/collectors/apache';
import { parseServerStatus } from '@/packs/apache/server-status';
import { packParameters } from '../../support/pack-parameters';
import { recordedAnswer, replay } from '../../support/recorded-answer';
import { collectWith, hostWith } from '../../support/recorded-host';
import { judgeShipped } from '../shipped-check';

const ANSWER = recordedAnswer('apache-2.4-server-status.txt');
const at = (port: number) =>
  packParameters('apache', { url: `http://127.0.0.1:${port}/server-status?auto` });

describe('server-status', () => {
  test('counts workers by what they do, and leaves slots out', () => {
    const text = 'BusyWorkers: 4\nIdleWorkers: 3\nScoreboard: ___WWKG.....\n';
    expect(parseServerStatus(text)).toMatchObject({
      ...{ busyWorkers: 4, idleWorkers: 3, requests: undefined, connections: undefined },
      workers: { writing: 2, keeping_alive: 1, finishing: 1, reading: 0 },
    });
  });

  test.each([
    '',
    '<html><title>Apache Status</title>',
    'BusyWorkers: 4\n',
    'BusyWorkers: x\nIdleWorkers: 1\n',
  ])('is not %j', (text) => {
    expect(parseServerStatus(text)).toBeUndefined();
  });
});

describe('apache', () => {
  test.each(['apache2', 'httpd'])('tells what the page of a real %s says', async (program) => {
    await using server = await replay(ANSWER);
    const first = hostWith({ '/proc/7/comm': `${program}\n` });
    const outcome = await collectWith(at(server.port), apache, first, first.later(10_000));
    expect(outcome).toMatchObject({
      kind: 'data',
      data: {
        ...{ available: 1, version: 'Apache/2.4.71 (Debian)', mpm: 'event' },
        ...{ busy_workers: 1, idle_workers: 74, requests_per_second: 0 },
        workers: { writing: 1 },
      },
    });
    if (outcome.kind === 'data') flatten('apache', apache.shape, outcome.data);
  });

  test('of which nothing runs is not knocked at', async () => {
    await using server = await replay(ANSWER);
    const outcome = await collectWith(at(server.port), apache, hostWith({}));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
    expect(server.connections).toBe(0);
  });

  test('whose status is hidden is told what to write where', async () => {
    await using server = await replay('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    const host = hostWith({ '/proc/7/comm': 'apache2\n' });
    expect(await collectWith(at(server.port), apache, host)).toMatchObject({
      kind: 'missing-configuration',
      reason: expect.stringContaining('404'),
      fix: expect.stringMatching(/a2enmod status .*<Location \/server-status>/),
    });
  });
});

describe('the checks of apache', () => {
  const workers = (idle_workers: number, busy_workers: number) => ({
    data: { apache: { available: 1, latency_ms: 2, idle_workers, busy_workers } },
  });

  test('are quiet on a server at ease', async () => {
    expect(await judgeShipped('apache.answers', workers(74, 1))).toMatchObject({ state: 'ok' });
    expect(await judgeShipped('apache.workers', workers(74, 1))).toMatchObject({
      state: 'ok',
      output: '74 workers wait for a request, 1 have one',
    });
  });

  test('warn when no worker is left, and are critical when nobody answers', async () => {
    expect(await judgeShipped('apache.workers', workers(0, 150))).toMatchObject({
      state: 'warning',
      output: expect.stringContaining('all 150 workers'),
    });
    const gone = { data: { apache: { available: 0, problem: 'nothing listens there' } } };
    expect(await judgeShipped('apache.answers', gone)).toMatchObject({
      state: 'critical',
      output: 'Apache does not answer: nothing listens there',
    });
    expect(await judgeShipped('apache.workers', gone)).toMatchObject({
      state: 'not for this machine',
    });
  });
});
