import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { createHostRule, isSameOrigin } from '@/server/http/origin';

describe('the names a server answers to', () => {
  const hosts = createHostRule(['Ops.example.org']);

  test.each([
    'localhost',
    'localhost:7788',
    '127.0.0.1:7788',
    '[::1]:7788',
    '10.1.2.3',
    'ops.example.org:80',
  ])('include %s', (host) => expect(hosts.allows(host)).toBe(true));

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil@localhost',
    'ops.example.org.evil',
    'a b',
    'localhost/x',
  ])('do not include %j, which may be another site whose name was made to resolve here', (host) =>
    expect(hosts.allows(host)).toBe(false),
  );
});

describe('a request of our own page', () => {
  const host = '127.0.0.1:7788';

  test('names the very scheme, host and port that it was sent to', () => {
    expect(isSameOrigin('http://127.0.0.1:7788', host, 'http:')).toBe(true);
    expect(isSameOrigin('https://ops.example.org', 'ops.example.org', 'https:')).toBe(true);
  });

  test('is none in plain text of a server that is encrypted, nor the other way round', () => {
    expect(isSameOrigin('http://ops.example.org', 'ops.example.org', 'https:')).toBe(false);
    expect(isSameOrigin('https://ops.example.org', 'ops.example.org', 'http:')).toBe(false);
  });

  test('has the scheme of the door, or of the proxy before it when that was named', () => {
    const plain = new Socket();
    const encrypted = new TLSSocket(new Socket());
    const asks = (origin: string, socket: Socket) => ({
      headers: { origin, host: 'ops.example.org' },
      socket,
    });
    const rule = createHostRule(['ops.example.org']);
    expect(rule.isOwnPage(asks('https://ops.example.org', encrypted))).toBe(true);
    expect(rule.isOwnPage(asks('http://ops.example.org', encrypted))).toBe(false);
    expect(rule.isOwnPage(asks('http://ops.example.org', plain))).toBe(true);
    expect(rule.isOwnPage(asks('https://ops.example.org', plain))).toBe(false);
    const behind = createHostRule(['ops.example.org'], 'https://ops.example.org');
    expect(behind.isOwnPage(asks('https://ops.example.org', plain))).toBe(true);
    expect(behind.isOwnPage(asks('http://ops.example.org', plain))).toBe(false);
    const local = { headers: { origin: 'http://127.0.0.1:7788', host }, socket: plain };
    expect(behind.isOwnPage(local)).toBe(true);
  });

  test.each([
    undefined,
    'null',
    '',
    'http://127.0.0.1',
    'http://127.0.0.1:7789',
    'http://localhost:7788',
    'http://evil.example',
    'http://127.0.0.1:7788.evil.example',
    'http://evil.example/127.0.0.1:7788',
    'http://127.0.0.1:7788@evil.example',
    'file://127.0.0.1:7788',
    'ws://127.0.0.1:7788',
    'http://127.0.0.1:7788/path',
    ' http://127.0.0.1:7788',
  ])('is none that names %j', (origin) => expect(isSameOrigin(origin, host, 'http:')).toBe(false));
});
