import { pack } from 'msgpackr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { chance, mutated, SEED, TIMES } from './support/chance';
import { openSocket, sendAll } from './support/open-socket';
import { openVictim, type Victim } from './support/open-victim';
import { survives } from './support/survives';

let victim: Victim;
beforeAll(async () => {
  victim = await openVictim();
}, 120_000);
afterAll(() => victim[Symbol.asyncDispose]());

const at = (path: string) => `ws://127.0.0.1:${victim.port}${path}`;
const scripted = () => ({ headers: { authorization: `Bearer ${victim.token}` } });

async function connected(path: string, options = {}): Promise<WebSocket> {
  const socket = await openSocket(at(path), options);
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

/** A frame of MessagePack by its bytes: type, length in four bytes. */
const long = (type: number, length: number, ...rest: number[]) =>
  Buffer.from([type, ...Buffer.from(Uint32Array.of(length).buffer).reverse(), ...rest]);

const BOMBS: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['an array that claims four milliards', long(0xdd, 0xffff_ffff)],
  ['arrays in arrays that claim millions', Buffer.concat(Array(50).fill(long(0xdd, 33_000_000)))],
  ['a map that claims four milliards', long(0xdf, 0xffff_ffff, 0x61)],
  ['text that claims two milliards', long(0xdb, 0x7fff_ffff, 0x61)],
  ['bytes that claim two milliards', long(0xc6, 0x7fff_ffff, 0x61)],
  ['a million arrays in one another', Buffer.alloc(1_000_000, 0x91)],
  ['a million maps in one another', Buffer.alloc(1_000_000, Buffer.from([0x81, 0xa0]))],
  [
    'four million empty arrays',
    Buffer.concat([long(0xdd, 4_000_000), Buffer.alloc(4_000_000, 0x90)]),
  ],
  [
    'a number of four million bytes',
    Buffer.concat([long(0xc9, 4_000_000, 0x42), Buffer.alloc(4_000_000, 0x7f)]),
  ],
  ['a pattern', Buffer.concat([long(0xc9, 9, 0x78), pack(['(a+)+$', ''])])],
  ['a class', Buffer.concat([long(0xc9, 4, 0x65), pack(['x'])])],
  ['a record', Buffer.from([0xd4, 0x72, 0x40])],
  ['a reference', Buffer.from([0xd6, 0x70, 0, 0, 0, 1])],
  [
    '__proto__',
    pack({ id: 1, method: 'query', params: { path: '__proto__', input: { ['__proto__']: 1 } } }),
  ],
  [
    'a thousand calls at once',
    pack(Array(1_000).fill({ id: 1, method: 'query', params: { path: 'challenge' } })),
  ],
  ['no call', pack({ id: 1, method: 'explode' })],
  ['a call of nobody', pack({ id: null, method: 'query', params: { path: 'challenge' } })],
  [
    'a report before a session',
    pack({ id: 1, method: 'mutation', params: { path: 'report', input: {} } }),
  ],
  [
    'a subscription before a session',
    pack({ id: 1, method: 'subscription', params: { path: 'desired' } }),
  ],
];

describe(`/agent, seed ${SEED}`, () => {
  test.each(BOMBS)('is not hurt by %s', async (_, bytes) => {
    const startMs = performance.now();
    const { heard } = await sendAll(await connected('/agent'), [bytes, bytes], 300);
    expect(heard.join()).not.toContain('node_modules');
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  test('text is no frame, and a frame that is too large ends the socket', async () => {
    const text = await sendAll(await connected('/agent'), ['{"id":1}'], 300);
    expect(text.heard.join()).toMatch(/PARSE_ERROR/);
    const large = await sendAll(await connected('/agent'), [Buffer.alloc(4_200_000)], 5_000);
    expect(large.code).toBe(1009);
  });

  test(
    'survives every bomb and mutated calls at once, from many',
    async () => {
      const luck = chance();
      const good = [
        pack({ id: 1, method: 'query', params: { path: 'challenge' } }),
        pack({
          id: 2,
          method: 'mutation',
          params: { path: 'open', input: { publicKey: Buffer.alloc(32) } },
        }),
        pack({
          id: 3,
          method: 'mutation',
          params: { path: 'enrol', input: { tokenId: 'x', seed: Buffer.alloc(32) } },
        }),
      ];
      await survives(victim, async () => {
        for (let round = 0; round < 2 * TIMES; round++) {
          const attacks = Array.from({ length: 10 }, async () => {
            const frames = Array.from({ length: 15 }, () => mutated(luck.pick(good), luck));
            await sendAll(await connected('/agent'), [...frames, luck.pick(BOMBS)[1]], 400);
          });
          await Promise.all(attacks);
        }
      });
    },
    120_000 * TIMES,
  );
});

const call = (path: string, input?: unknown) =>
  JSON.stringify({ id: 1, method: 'query', params: { path, input: { json: input } } });

describe(`/ws, seed ${SEED}`, () => {
  const origin = () => ({ origin: victim.url });

  test('a page that has not signed in is told so and let go', async () => {
    const { heard, code } = await sendAll(
      await connected('/ws', origin()),
      [call('auth.me')],
      5_000,
    );
    expect(heard.join()).toContain('UNAUTHORIZED');
    expect(code).toBe(1005);
  });

  test('a socket that announces a token and sends none is ended within seconds', async () => {
    const startMs = performance.now();
    await sendAll(await connected('/ws?connectionParams=1', origin()), [], 20_000);
    expect(performance.now() - startMs).toBeLessThan(9_000);
  }, 25_000);

  test('no more than some hundreds wait for their token', async () => {
    const all = Array.from({ length: 400 }, () => openSocket(at('/ws?connectionParams=1')));
    const sockets = (await Promise.all(all)).filter((one) => typeof one !== 'number');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const open = sockets.filter(({ readyState }) => readyState === WebSocket.OPEN);
    expect(open.length).toBeLessThanOrEqual(256);
    for (const socket of sockets) socket.terminate();
  }, 30_000);

  test.each([
    ['no JSON', '{'],
    ['a bare value', '0'],
    ['null', 'null'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['five thousand calls', `[${Array(5_000).fill('{"id":1,"method":"query"}').join()}]`],
    ['another protocol', '{"id":1,"jsonrpc":"1.0","method":"query","params":{"path":"auth.me"}}'],
    [
      '__proto__',
      '{"id":"__proto__","method":"query","params":{"path":"__proto__","input":{"__proto__":{}}}}',
    ],
    [
      'a path of the language',
      '{"id":1,"method":"query","params":{"path":"constructor.prototype"}}',
    ],
  ])('is not hurt by %s, even from somebody who is known', async (_, text) => {
    const { heard } = await sendAll(
      await connected('/ws', scripted()),
      [text, call('auth.me')],
      500,
    );
    expect(heard.join()).toContain('ada@example.org');
    expect(heard.join()).not.toContain('node_modules');
  });

  test('bytes are no frame of a page', async () => {
    const { heard } = await sendAll(await connected('/ws', scripted()), [Buffer.from('{}')], 300);
    expect(heard.join()).toContain('PARSE_ERROR');
  });

  test(
    'survives mutated calls and streams from many',
    async () => {
      const luck = chance();
      const good = [
        call('nodes.list', {}),
        call('nodes.find', { nodeId: 'canary-1' }),
        '{"id":7,"method":"subscription","params":{"path":"nodes.watch","input":{"json":{}}}}',
        '{"id":7,"method":"subscription.stop"}',
      ].map((text) => Buffer.from(text));
      await survives(victim, async () => {
        for (let round = 0; round < 2 * TIMES; round++) {
          const attacks = Array.from({ length: 10 }, async () => {
            const socket = await connected('/ws', scripted());
            const frames = Array.from({ length: 30 }, () => String(mutated(luck.pick(good), luck)));
            await sendAll(socket, frames, 400);
          });
          await Promise.all(attacks);
        }
      });
    },
    120_000 * TIMES,
  );
});
