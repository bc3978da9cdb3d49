import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { flatten } from '@/agent/collectors/flatten';
import { parseStatuses } from '@/agent/collectors/probe/http-probe';
import { createSystemHost } from '@/agent/collectors/system-host';
import { systemClock } from '@/common/node/system-clock';
import http from '@/packs/http/collectors/http';
import { readHttpTargets } from '@/packs/http/http-targets';
import { packParameters } from '../../support/pack-parameters';
import { collectWith, hostWith } from '../../support/recorded-host';
import { makeCertificate } from '../../support/test-certificate';
import { judgeShipped } from '../shipped-check';

const machine = createSystemHost(systemClock);

interface Told {
  readonly targets: Readonly<Record<string, Record<string, unknown>>>;
  readonly down: readonly string[];
  readonly slow: readonly string[];
}

async function probe(...targets: string[]): Promise<Told> {
  const outcome = await collectWith(packParameters('http', { targets }), http, machine);
  if (outcome.kind !== 'data') throw new Error(outcome.reason);
  flatten('http', http.shape, outcome.data);
  return outcome.data as Told;
}

async function listening(server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const serving = (serve: RequestListener) => listening(createServer(serve));

const site: RequestListener = (request, response) => {
  if (request.url === '/moved') {
    response.writeHead(302, { location: '/ok' }).end();
  } else if (request.url === '/round') {
    response.writeHead(302, { location: '/round' }).end();
  } else if (request.url === '/missing') {
    response.writeHead(404).end('no such page');
  } else if (request.url?.startsWith('/endless')) {
    const more = () => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  } else if (request.url !== '/silent') {
    response.end('all is well');
  }
};

describe('http', () => {
  test('tells of an address that answers how long each step took', async () => {
    await using server = await serving(site);
    const told = await probe(
      `http://localhost:${server.port}/ok?token=hush expect=200 contains="is well"`,
    );
    expect(told).toEqual({
      targets: {
        [`localhost:${server.port}/ok`]: {
          ...{ up: 1, status: 200, size_bytes: 11, address: '127.0.0.1' },
          ...{ problem: undefined, tls_ms: undefined },
          dns_ms: expect.any(Number),
          connect_ms: expect.any(Number),
          first_byte_ms: expect.any(Number),
          total_ms: expect.any(Number),
        },
      },
      ...{ down: [], slow: [] },
    });
    expect(JSON.stringify(told)).not.toContain('hush');
  });

  test.each([
    ['/missing', /it answered with 404\)$/],
    ['/ok expect=301', /it answered with 200\)$/],
    ['/ok contains=broken', /its answer of 11 bytes has no "broken"\)$/],
    ['/silent timeout=100ms', /did not answer in time\)$/],
    ['/round follow=2 expect=200', /it answered with 302\)$/],
  ])('%s is down, with the reason', async (words, reason) => {
    await using server = await serving(site);
    const { down, targets } = await probe(`http://127.0.0.1:${server.port}${words} name=shop`);
    expect(targets.shop).toMatchObject({ up: 0 });
    expect(down).toEqual([expect.stringMatching(reason)]);
  });

  test('follows a redirection only when it is told to', async () => {
    await using server = await serving(site);
    const asked: string[] = [];
    const elsewhere: RequestListener = (request, response) => {
      asked.push(request.url ?? '');
      response.end('elsewhere');
    };
    await using other = await serving(elsewhere);
    await using away = await serving((_, response) =>
      response.writeHead(301, { location: `http://127.0.0.1:${other.port}/x` }).end(),
    );
    const { targets } = await probe(
      `http://127.0.0.1:${server.port}/moved name=stay`,
      `http://127.0.0.1:${server.port}/moved name=go follow=1 expect=200 contains=well`,
      `http://127.0.0.1:${away.port}/ name=away`,
    );
    expect(targets.stay).toMatchObject({ up: 1, status: 302 });
    expect(targets.go).toMatchObject({ up: 1, status: 200 });
    expect(targets.away).toMatchObject({ up: 1, status: 301 });
    expect(asked).toEqual([]);
  });

  test('reads a megabyte of an answer without an end', async () => {
    await using server = await serving(site);
    const { targets } = await probe(`http://127.0.0.1:${server.port}/endless name=endless`);
    expect(targets.endless).toMatchObject({ up: 1 });
    expect(targets.endless?.size_bytes).toBeLessThan(1_048_576 + 65_537);
  });

  test('one that is down leaves the others up', async () => {
    await using server = await serving(site);
    const { targets, down } = await probe(
      'http://127.0.0.1:1/ name=gone',
      `http://127.0.0.1:${server.port}/ok name=here`,
    );
    expect(targets).toMatchObject({ gone: { up: 0 }, here: { up: 1 } });
    expect(down).toEqual(['gone (cannot talk to http://127.0.0.1:1/: nothing listens there)']);
  });

  test('of a certificate that is not trusted says so, unless it may be any', async () => {
    const validFromMs = Date.now() - 1_000;
    const order = { name: 'localhost', validFromMs, validToMs: validFromMs + 86_400_000 };
    const { cert, key } = await makeCertificate(order);
    await using server = await listening(createTlsServer({ cert, key }, site));
    const url = `https://localhost:${server.port}/ok`;
    const { targets, down } = await probe(`${url} name=strict`, `${url} name=any verify=no`);
    expect(targets.strict).toMatchObject({ up: 0 });
    expect(down).toEqual([
      expect.stringMatching(
        /^strict \(.*nobody whom the agent trusts vouches for its certificate\)$/,
      ),
    ]);
    expect(targets.any).toMatchObject({ up: 1, status: 200, tls_ms: expect.any(Number) });
  });

  test('slow ones are named with the time that they took', async () => {
    await using server = await serving((_, response) => {
      setTimeout(() => response.end('late'), 60);
    });
    const { slow, down } = await probe(`http://127.0.0.1:${server.port}/ name=shop slow=50ms`);
    expect(down).toEqual([]);
    expect(slow).toEqual([expect.stringMatching(/^shop \(\d+ ms, 50 ms or more\)$/)]);
  });

  test('asks nobody while nobody gave it a target', async () => {
    const outcome = await collectWith(packParameters('http'), http, hostWith({}));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
  });
});

describe('a target of http', () => {
  test.each([
    ['shop.example', /expected an address such as https:/],
    ['ftp://shop.example/', /expected an address/],
    ['https://me:hush@shop.example/', /a password in it/],
    ['https://shop/ expect=2xx', /expect=2xx: expected statuses such as/],
    ['https://shop/ expect=300-200', /expected statuses/],
    ['https://shop/ follow=many', /at most 10/],
    ['https://shop/ verify=maybe', /expected yes or no/],
    ['https://shop/ timeout=1h', /at most 8s/],
  ])('%s is refused', (text, sentence) => {
    expect(() => readHttpTargets([text], 0)).toThrow(sentence);
    expect(() => readHttpTargets([text], 0)).toThrow(/^The parameter http\.targets, target 1 /);
  });

  test('is called by host and path, and never by its query', () => {
    const names = readHttpTargets(['https://a.example/?q=1', 'http://b.example:81/x/y?z=1'], 0);
    expect(names.map(({ name }) => name)).toEqual(['a.example', 'b.example:81/x/y']);
  });

  test.each([
    ['200', 200, true],
    ['200', 201, false],
    ['200-299', 299, true],
    ['200,204,301-302', 302, true],
    ['200,204,301-302', 300, false],
  ])('that expects %s: %i is %s', (text, status, isExpected) => {
    expect(parseStatuses(text)?.(status)).toBe(isExpected);
  });
});

describe('the checks of http', () => {
  const parameters = { targets: ['https://shop/'] };
  const at = (data: object) => ({ data: { http: { down: [], slow: [], ...data } }, parameters });

  test('do not run while there is no target', async () => {
    const none = { data: { http: { down: ['x'], slow: [] } } };
    expect(await judgeShipped('http.answers', none)).toMatchObject({
      state: 'not for this machine',
    });
  });

  test('are quiet while all is well, and name what is not', async () => {
    expect(await judgeShipped('http.answers', at({}))).toMatchObject({ state: 'ok' });
    expect(await judgeShipped('http.slow', at({}))).toMatchObject({ state: 'ok' });
    const down = ['shop (it answered with 500)', 'mail (nothing listens there)'];
    expect(await judgeShipped('http.answers', at({ down }))).toEqual({
      state: 'critical',
      output: 'down: shop (it answered with 500); mail (nothing listens there)',
    });
    const slow = ['shop (2 s, 1 s or more)'];
    expect(await judgeShipped('http.slow', at({ slow }))).toEqual({
      state: 'warning',
      output: 'slow: shop (2 s, 1 s or more)',
    });
  });
});
