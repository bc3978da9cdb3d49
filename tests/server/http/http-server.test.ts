import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** `fetch` does not let a caller choose `Host` and `Origin`; a hostile client does. */
function send(path: string, headers: Record<string, string> = {}, method = 'GET', body = '') {
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(`${server.url}${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The HTTP status that an upgrade is answered with; 101 when the socket opens. */
function upgrade(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (sent, response) => {
      sent.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => resolve(0));
  });
}

test.each(['/checks/%E0%A4%A', '/nodes/%', '/settings/%zz', '//nodes'])(
  '%s is no path, and said to be none',
  async (path) => {
    expect(await send(path)).toMatchObject({
      status: 400,
      body: expect.stringMatching(/^Expected a path/),
    });
  },
);

describe('probes', () => {
  test('/healthz says that the process lives, /readyz that it can work', async () => {
    expect(await send('/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
    const ready = await send('/readyz');
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.body)).toMatchObject({ ready: true });
  });

  test('/metrics is Prometheus text with help, types and our own metrics', async () => {
    const { status, headers, body } = await send('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('# TYPE opsbro_reports_total counter\nopsbro_reports_total 0\n');
    expect(body).toContain('# TYPE opsbro_server_ready gauge\nopsbro_server_ready 1\n');
    expect(body).toContain('process_resident_memory_bytes');
  });
});

describe('every answer', () => {
  test.each(['/', '/nodes', '/healthz', '/api/trpc/auth.me', '/nowhere'])(
    'of %s carries the security headers',
    async (path) => {
      const { headers } = await send(path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'nonce-/);
      expect(headers['content-security-policy']).not.toContain('unsafe');
    },
  );

  test('has a nonce of its own', async () => {
    const [one, two] = await Promise.all([send('/'), send('/')]);
    expect(one.headers['content-security-policy']).not.toBe(two.headers['content-security-policy']);
  });

  test('is refused to a name that is not the server’s', async () => {
    const { status, body } = await send('/', { host: 'evil.example' });
    expect(status).toBe(421);
    expect(body).toContain('does not answer to the name "evil.example"');
  });
});

describe('a page of another site', () => {
  const foreign = { origin: 'http://evil.example', 'content-type': 'application/json' };

  test('can call no procedure that changes something', async () => {
    const { status } = await send('/api/trpc/auth.setUp', foreign, 'POST', '{"json":{}}');
    expect(status).toBe(403);
  });

  test('cannot sign anybody in or out', async () => {
    for (const path of ['/api/auth/sign-in/email', '/api/auth/sign-out']) {
      expect((await send(path, foreign, 'POST', '{}')).status).toBe(403);
    }
  });

  test('cannot open the socket of pages', async () => {
    expect(await upgrade('/ws', { origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade('/ws', {})).toBe(403);
    expect(await upgrade('/ws', { origin: server.url })).toBe(101);
  });

  test('cannot be an agent', async () => {
    expect(await upgrade('/agent', { origin: server.url })).toBe(403);
    expect(await upgrade('/agent', {})).toBe(101);
  });
});

describe('what is not there', () => {
  test.each(['/', '/_next/webpack-hmr', '/api/trpc', '/ws/', '/agents'])(
    'no socket opens at %s',
    async (path) => {
      expect(await upgrade(path, { origin: server.url })).toBe(403);
    },
  );

  test('a page takes no POST, so that no server action is ever reached', async () => {
    const headers = { origin: server.url, 'next-action': 'x' };
    expect((await send('/', headers, 'POST', 'x')).status).toBe(405);
  });

  test.each(['/api/auth/sign-up/email', '/api/auth/update-user', '/api/anything'])(
    '%s is no way in',
    async (path) => {
      const headers = { origin: server.url, 'content-type': 'application/json' };
      expect((await send(path, headers, 'POST', '{}')).status).toBe(404);
    },
  );

  test('a body without a length, or larger than a password needs, is not read', async () => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    expect((await send('/api/auth/sign-in/email', headers, 'POST', '{}')).status).toBe(400);
    const large = JSON.stringify({ email: 'x'.repeat(10_000) });
    const sized = { 'content-type': 'application/json', 'content-length': String(large.length) };
    expect((await send('/api/auth/sign-in/email', sized, 'POST', large)).status).toBe(400);
  });
});
