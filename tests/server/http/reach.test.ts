import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { placesOf } from '@/server/http/reach';

const given = { port: 7788, origin: undefined, names: [], isEncrypted: true };

const outward = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

test.skipIf(outward === undefined)(
  'links of a server that listens everywhere lead other machines to it, not to themselves',
  () => {
    expect(placesOf({ ...given, host: '0.0.0.0' }).url).toBe(`https://${outward}:7788`);
    expect(placesOf({ ...given, host: '::' }).url).toBe(`https://${outward}:7788`);
  },
);

test.each([
  [{ host: '127.0.0.1', isEncrypted: false }, 'http://127.0.0.1:7788'],
  [{ host: '127.0.0.1', names: ['ops.example.org'] }, 'https://127.0.0.1:7788'],
  [{ host: '10.0.0.5' }, 'https://10.0.0.5:7788'],
  [{ host: '2001:db8::5' }, 'https://[2001:db8::5]:7788'],
  [{ host: '0.0.0.0', names: ['ops.example.org', 'ops'] }, 'https://ops.example.org:7788'],
  [{ host: '127.0.0.1', origin: 'https://ops.example.org' }, 'https://ops.example.org'],
])('with %j it is reached at %s', (options, url) => {
  expect(placesOf({ ...given, ...options }).url).toBe(url);
});

test('the agent beside it needs no name and no network', () => {
  expect(placesOf({ ...given, host: '0.0.0.0' }).agentUrl).toBe('wss://127.0.0.1:7788');
});
