import { describe, expect, test } from 'vitest';
import { flatten } from '@/agent/collectors/flatten';
import { createSystemHost } from '@/agent/collectors/system-host';
import { systemClock } from '@/common/node/system-clock';
import tcp, { readTcpTargets } from '@/packs/tcp/collectors/tcp';
import { packParameters } from '../../support/pack-parameters';
import { collectWith, hostWith } from '../../support/recorded-host';
import { smallServer } from '../../support/small-server';
import { judgeShipped } from '../shipped-check';

const machine = createSystemHost(systemClock);

async function probe(...targets: string[]) {
  const outcome = await collectWith(packParameters('tcp', { targets }), tcp, machine);
  if (outcome.kind !== 'data') throw new Error(outcome.reason);
  flatten('tcp', tcp.shape, outcome.data);
  return outcome.data;
}

describe('tcp', () => {
  test('tells how fast a port accepts connections, and sends nothing', async () => {
    const received: string[] = [];
    await using server = await smallServer((socket) =>
      socket.on('data', (data) => received.push(String(data))),
    );
    expect(await probe(`localhost:${server.port} name=here`)).toMatchObject({
      targets: { here: { up: 1, address: '127.0.0.1', connect_ms: expect.any(Number) } },
      ...{ down: [], slow: [] },
    });
    expect(received).toEqual([]);
  });

  test('waits for a greeting, however it comes in pieces', async () => {
    await using server = await smallServer((socket) => {
      socket.write('SSH-');
      setTimeout(() => socket.write('2.0-OpenSSH_9.2\r\n'), 20);
    });
    expect(await probe(`127.0.0.1:${server.port} contains=SSH-2.0`)).toMatchObject({ down: [] });
  });

  test.each([
    ['hangs up', (end: () => void) => end(), /did not say "220"\)$/],
    ['says nothing', () => undefined, /did not answer in time\)$/],
  ])('one that %s when a greeting is expected is down', async (_, serve, reason) => {
    await using server = await smallServer((socket) => serve(() => socket.end('500 no\r\n')));
    const told = await probe(`127.0.0.1:${server.port} contains=220 timeout=200ms name=mail`);
    expect(told).toMatchObject({ down: [expect.stringMatching(reason)] });
  });

  test('one that talks without an end is not listened to for ever', async () => {
    await using server = await smallServer((socket) => {
      const more = () => {
        while (socket.write('x'.repeat(16_384)));
      };
      socket.on('drain', more);
      more();
    });
    const told = await probe(`127.0.0.1:${server.port} contains=220 name=mail`);
    expect(told).toMatchObject({ down: [expect.stringContaining('did not say "220"')] });
  });

  test('where nobody listens and where nobody is known, it is down with the reason', async () => {
    expect(await probe('127.0.0.1:1 name=a', 'no-such-host.invalid:1 name=b')).toMatchObject({
      down: [
        'a (cannot talk to 127.0.0.1:1: nothing listens there)',
        expect.stringMatching(/^b \(cannot talk to no-such-host\.invalid:1: /),
      ],
    });
  });

  test('asks nobody while nobody gave it a target', async () => {
    const outcome = await collectWith(packParameters('tcp'), tcp, hostWith({}));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
  });

  test('a target without a port is refused', () => {
    expect(() => readTcpTargets(['db.example'], 0)).toThrow(
      'The parameter tcp.targets, target 1 (db.example): expected a host and its port, such as db.example:5432.',
    );
  });
});

test('the checks of tcp name what is down or slow', async () => {
  const parameters = { targets: ['db:5432'] };
  const at = (data: object) => ({ data: { tcp: { down: [], slow: [], ...data } }, parameters });
  expect(await judgeShipped('tcp.answers', at({}))).toMatchObject({ state: 'ok' });
  expect(await judgeShipped('tcp.answers', at({ down: ['db (gone)'] }))).toEqual({
    state: 'critical',
    output: 'down: db (gone)',
  });
  expect(await judgeShipped('tcp.slow', at({ slow: ['db (1 s)'] }))).toMatchObject({
    state: 'warning',
  });
});
