import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type AddressRange, parseAddressRange } from '@/server/http/address-range';
import { createPrivacyRule } from '@/server/http/privacy-rule';
import { startTestServer, type TestServer } from '../../support/test-server';

function range(text: string): AddressRange {
  const parsed = parseAddressRange(text);
  if (parsed === undefined) throw new Error(`${text} is no range`);
  return parsed;
}

describe('plain text', () => {
  const isPrivate = createPrivacyRule([range('10.0.0.5')]);
  test.each([
    ['from this machine', '127.0.0.1', {}, true],
    ['from this machine, as IPv6 has it', '::ffff:127.0.0.1', {}, true],
    ['from another machine', '192.0.2.7', {}, false],
    ['from another machine that claims more', '192.0.2.7', { 'x-forwarded-proto': 'https' }, false],
    ['by a proxy that got it encrypted', '10.0.0.5', { 'x-forwarded-proto': 'https' }, true],
    ['by a proxy that got it in plain text', '10.0.0.5', { 'x-forwarded-proto': 'http' }, false],
    ['by two, of which one', '10.0.0.5', { 'x-forwarded-proto': 'https, http' }, false],
    ['by a proxy that does not say how', '10.0.0.5', { 'x-forwarded-for': '192.0.2.7' }, false],
  ])('%s is judged by its peer and what a trusted one says', (_how, peer, headers, allowed) => {
    const request = { headers, socket: { remoteAddress: peer } } as unknown as IncomingMessage;
    expect(isPrivate(request)).toBe(allowed);
  });
});

describe('an agent that comes to a plain port', () => {
  let alone: TestServer;
  let proxied: TestServer;
  beforeAll(async () => {
    alone = await startTestServer();
    proxied = await startTestServer({ trustedProxies: [range('127.0.0.1')] });
  });
  afterAll(async () => {
    await alone[Symbol.asyncDispose]();
    await proxied[Symbol.asyncDispose]();
  });

  async function comes({ url }: TestServer, headers: Record<string, string>): Promise<string> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/agent`, { headers });
    const outcome = Promise.race([
      once(socket, 'open').then(() => 'is let in'),
      once(socket, 'unexpected-response').then(([, answer]) => `gets ${answer.statusCode}`),
    ]);
    try {
      return await outcome;
    } finally {
      socket.on('error', () => undefined);
      socket.terminate();
    }
  }

  const overHttp = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'http' };
  const overHttps = { ...overHttp, 'x-forwarded-proto': 'https' };

  test('is let in from the machine itself, whatever it says', async () => {
    expect(await comes(alone, {})).toBe('is let in');
    expect(await comes(alone, overHttp)).toBe('is let in');
    expect(await comes(proxied, {})).toBe('is let in');
  });

  test('is let in through a trusted proxy that got it encrypted, and else refused', async () => {
    expect(await comes(proxied, overHttps)).toBe('is let in');
    expect(await comes(proxied, overHttp)).toBe('gets 403');
  });
});
