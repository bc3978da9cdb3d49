import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { flatten } from '@/agent/collectors/flatten';
import haproxy from '@/packs/haproxy/collectors/haproxy';
import { parseShowInfo } from '@/packs/haproxy/show-info';
import { parseShowStat } from '@/packs/haproxy/show-stat';
import { packParameters } from '../../support/pack-parameters';
import { recordedAnswer, replay } from '../../support/recorded-answer';
import { collectWith, hostWith } from '../../support/recorded-host';
import { judgeShipped } from '../shipped-check';

const ANSWER = recordedAnswer('haproxy-2.6-stats.txt');
const folder = mkdtempSync(join(tmpdir(), 'opsbro-haproxy-'));
const socket = join(folder, 'admin.sock');
const parameters = packParameters('haproxy', { socket });
/** The recorded machine knows of the socket what the real one does. */
const RUNNING = { '/proc/7/comm': 'haproxy\n', [socket]: '' };

afterAll(() => rmSync(folder, { recursive: true }));

describe('show stat', () => {
  const HEADING = '# pxname,svname,scur,status,last_chk,type,';

  test('is read by the names of its columns, whatever their order', () => {
    const lines = parseShowStat(`${HEADING}\nshop,web-1,3,UP,,2,\nshop,BACKEND,,UP,,1,\n`);
    expect(lines?.map(({ kind, proxy, server }) => [kind, proxy, server])).toEqual([
      ['server', 'shop', 'web-1'],
      ['backend', 'shop', 'BACKEND'],
    ]);
    expect(lines?.map(({ number }) => number('scur'))).toEqual([3, undefined]);
    expect(lines?.[0]?.number('no such column')).toBeUndefined();
  });

  test('may have commas and quotes in what a check said', () => {
    const lines = parseShowStat(`${HEADING}\nshop,web-1,3,DOWN,"said ""no"", twice",2,\n`);
    expect(lines).toMatchObject([{ kind: 'server', status: 'DOWN' }]);
  });

  test('leaves lines out that are cut off or of another kind', () => {
    expect(parseShowStat(`${HEADING}\nshop,web\n,,,,,\nshop,sock-1,0,OPEN,,3,\n`)).toEqual([]);
  });

  test.each(['', 'Unknown command\n', 'pxname,svname\n'])('is not %j', (text) => {
    expect(parseShowStat(text)).toBeUndefined();
  });

  test('show info is not any text with colons', () => {
    expect(parseShowInfo('Name: x\n')).toBeUndefined();
    expect(parseShowInfo('Version: 2.6\nUptime_sec: 4\n')?.number('Uptime_sec')).toBe(4);
  });
});

describe('haproxy', () => {
  test('tells what a real one says of itself, its proxies and servers', async () => {
    await using _ = await replay(ANSWER, socket);
    const first = hostWith(RUNNING);
    const outcome = await collectWith(parameters, haproxy, first, first.later(10_000));
    expect(outcome).toMatchObject({
      kind: 'data',
      data: {
        ...{ available: 1, version: '2.6.12-1+deb12u4', connections: 0, connections_max: 200 },
        ...{ backends_down: ['dead'], servers_down: ['shop/web-2', 'dead/only'], left_out: [] },
        frontends: { 'shop-in': { sessions: 0, requests_per_second: 0 } },
        backends: { shop: { up: 1, servers_up: 1 }, dead: { up: 0, servers_up: 0 } },
        servers: { 'shop/web-1': { up: 1 }, 'shop/web-2': { up: 0 } },
      },
    });
    if (outcome.kind === 'data') flatten('haproxy', haproxy.shape, outcome.data);
  });

  test('with thousands of servers tells a bounded number, and says so', async () => {
    const [head = '', ...lines] = ANSWER.split('\n');
    const server = lines.find((line) => line.startsWith('shop,web-1')) ?? '';
    const many = Array.from({ length: 3_000 }, (_, n) => server.replace('web-1', `web-${n}`));
    await using _ = await replay([head, ...lines.slice(0, -2), ...many].join('\n'), socket);
    const outcome = await collectWith(parameters, haproxy, hostWith(RUNNING));
    if (outcome.kind !== 'data') throw new Error(outcome.reason);
    const { samples } = flatten('haproxy', haproxy.shape, outcome.data);
    expect(samples.length).toBeLessThan(1_000);
    expect(outcome.data).toMatchObject({ left_out: ['servers: more than 150'] });
  });

  test('without a stats socket is told what to write where', async () => {
    const host = hostWith({ '/proc/7/comm': 'haproxy\n' });
    expect(await collectWith(parameters, haproxy, host)).toMatchObject({
      kind: 'missing-configuration',
      fix: expect.stringContaining(`stats socket ${socket} mode 660 level user`),
    });
  });

  test('of which nothing is there is not eligible', async () => {
    const outcome = await collectWith(parameters, haproxy, hostWith({}));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
  });

  test('that answers something else does not count as one that answers', async () => {
    await using _ = await replay('Permission denied\n', socket);
    expect(await collectWith(parameters, haproxy, hostWith(RUNNING))).toMatchObject({
      data: { available: 0, problem: `${socket} answered something else than HAProxy does` },
    });
  });
});

describe('the checks of haproxy', () => {
  const at = (data: object) => ({
    data: { haproxy: { available: 1, backends_down: [], servers_down: [], ...data } },
  });

  test('are quiet on a proxy at ease', async () => {
    const data = at({ connections: 12, connections_used_percent: 0.6 });
    for (const id of ['answers', 'servers', 'connections']) {
      expect(await judgeShipped(`haproxy.${id}`, data), id).toMatchObject({ state: 'ok' });
    }
  });

  test('name the server that is down, and the backend that nobody answers for', async () => {
    const servers_down = ['shop/web-2'];
    expect(await judgeShipped('haproxy.servers', at({ servers_down }))).toMatchObject({
      state: 'warning',
      output: 'down: shop/web-2',
    });
    const both = at({ servers_down, backends_down: ['shop'] });
    expect(await judgeShipped('haproxy.servers', both)).toMatchObject({
      state: 'critical',
      output: 'nobody answers for the backend shop; down: shop/web-2',
    });
  });

  test.each([
    [79, 'ok'],
    [80, 'warning'],
    [95, 'critical'],
  ])('%i %% of the connections are %s', async (used, state) => {
    const data = at({ connections_used_percent: used });
    expect(await judgeShipped('haproxy.connections', data)).toMatchObject({ state });
  });
});
