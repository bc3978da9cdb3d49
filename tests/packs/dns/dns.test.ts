import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { flatten } from '@/agent/collectors/flatten';
import { createSystemHost } from '@/agent/collectors/system-host';
import { systemClock } from '@/common/node/system-clock';
import dns from '@/packs/dns/collectors/dns';
import { readDnsTargets } from '@/packs/dns/dns-targets';
import { packParameters } from '../../support/pack-parameters';
import { collectWith, hostWith } from '../../support/recorded-host';
import { judgeShipped } from '../shipped-check';

const machine = createSystemHost(systemClock);

async function probe(...targets: string[]) {
  const outcome = await collectWith(packParameters('dns', { targets }), dns, machine);
  if (outcome.kind !== 'data') throw new Error(outcome.reason);
  flatten('dns', dns.shape, outcome.data);
  return outcome.data;
}

/** A server of names on a real socket: each question has these A records, or this error. */
async function nameServer(addresses: readonly string[], code = 0, isSilent = false) {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    if (!isSilent) socket.send(answerTo(question, addresses, code), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    at: `127.0.0.1:${socket.address().port}`,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** See RFC 1035, 4.1: the header, the question as it came, and a record for each address. */
function answerTo(question: Buffer, addresses: readonly string[], code: number): Buffer {
  const end = question.indexOf(0, 12) + 5;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, question.subarray(12, end), ...records]);
}

describe('dns', () => {
  test('tells the answers of the server that it was to ask', async () => {
    await using server = await nameServer(['192.0.2.2', '192.0.2.1']);
    const words = `server=${server.at} expect=192.0.2.1`;
    expect(await probe(`shop.example ${words} name=shop`)).toMatchObject({
      targets: {
        shop: {
          up: 1,
          answers: ['192.0.2.1', '192.0.2.2'],
          answer_count: 2,
          latency_ms: expect.any(Number),
        },
      },
      ...{ down: [], slow: [] },
    });
  });

  test('an answer without what was expected is down, and says what came instead', async () => {
    await using server = await nameServer(['192.0.2.9']);
    const words = `server=${server.at} expect=192.0.2.1,192.0.2.2`;
    expect(await probe(`shop.example ${words} name=shop`)).toMatchObject({
      targets: { shop: { up: 0, answer_count: 1 } },
      down: ['shop (no 192.0.2.1, 192.0.2.2 among the answers: 192.0.2.9)'],
    });
  });

  test.each([
    ['knows no such name', 3, /there is no such name\)$/],
    ['fails', 2, /the server failed\)$/],
    ['refuses', 5, /the server refused\)$/],
  ])('a server that %s is told as that', async (_, code, reason) => {
    await using server = await nameServer([], code);
    expect(await probe(`shop.example server=${server.at} name=shop`)).toMatchObject({
      targets: { shop: { up: 0 } },
      down: [expect.stringMatching(reason)],
    });
  });

  test('a server that says nothing is given up after the time-out', async () => {
    await using server = await nameServer([], 0, true);
    expect(await probe(`shop.example server=${server.at} timeout=200ms name=shop`)).toMatchObject({
      down: [`shop (A of shop.example asked of ${server.at}: no answer came in time)`],
    });
  });

  test('asks nobody while nobody gave it a target', async () => {
    const outcome = await collectWith(packParameters('dns'), dns, hostWith({}));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
  });

  test.each([
    ['shop type=SOA', /type=SOA: expected one of A, AAAA/],
    ['shop server=ns.example', /server=ns\.example: expected an address such as/],
    ['shop server=192.0.2.1:0', /expected an address/],
    ['"shop example"', /expected a name such as shop\.example/],
  ])('the target %s is refused', (text, sentence) => {
    expect(() => readDnsTargets([text], 0)).toThrow(sentence);
  });

  test.each(['192.0.2.53', '127.0.0.1:5353', '::1', '[::1]:5353'])('a server may be %s', (at) => {
    expect(readDnsTargets([`shop server=${at}`], 0)).toMatchObject([{ question: { server: at } }]);
  });
});

test('the checks of dns name what is down or slow', async () => {
  const parameters = { targets: ['shop'] };
  const at = (data: object) => ({ data: { dns: { down: [], slow: [], ...data } }, parameters });
  expect(await judgeShipped('dns.answers', at({}))).toMatchObject({ state: 'ok' });
  expect(await judgeShipped('dns.answers', at({ down: ['shop (no such name)'] }))).toMatchObject({
    state: 'critical',
    output: 'down: shop (no such name)',
  });
  expect(await judgeShipped('dns.slow', at({ slow: ['shop (1 s)'] }))).toMatchObject({
    state: 'warning',
  });
});

test('of many answers all count, and a few are told', async () => {
  const many = Array.from({ length: 25 }, (_, n) => `192.0.2.${n}`);
  await using server = await nameServer(many);
  const words = `server=${server.at} expect=192.0.2.24 name=shop`;
  expect(await probe(`shop.example ${words}`)).toMatchObject({
    targets: { shop: { up: 1, answer_count: 25, answers: { length: 6 } } },
  });
});
