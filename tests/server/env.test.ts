import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serverConfig } from '@/server/env';
import { parseAddressRange } from '@/server/http/address-range';

const NOTHING = {} as NodeJS.ProcessEnv;

describe('what the environment does not say', () => {
  test('is a server on this machine alone, with its data beside it', () => {
    expect(serverConfig(NOTHING)).toEqual({
      host: '127.0.0.1',
      port: 7788,
      dataDirectory: resolve('var'),
      names: [],
      origin: undefined,
      logLevel: 'info',
      databaseUrl: undefined,
      backup: { directory: undefined, intervalMs: 6 * 3_600_000, keep: 8 },
      tls: undefined,
      trustedProxies: [],
      oidc: { issuer: '', clientId: '', clientSecretFile: '', name: '', askAgain: true },
      development: false,
    });
  });

  test('is the same as what it says with nothing', () => {
    const nothing = {
      OPSBRO_HOST: '',
      OPSBRO_PORT: '',
      OPSBRO_DATA: '',
      OPSBRO_NAMES: '',
      OPSBRO_ORIGIN: '',
      OPSBRO_LOG_LEVEL: '',
      NODE_ENV: '',
    } as unknown as NodeJS.ProcessEnv;
    expect(serverConfig(nothing)).toEqual(serverConfig(NOTHING));
  });
});

test('what the environment says is taken', () => {
  const config = serverConfig({
    OPSBRO_HOST: '::1',
    OPSBRO_PORT: '0',
    OPSBRO_DATA: '/srv/ops',
    OPSBRO_NAMES: ' ops.example.org, ,other.example.org',
    OPSBRO_ORIGIN: 'https://Front.example.org:8443/ignored/path',
    OPSBRO_LOG_LEVEL: 'debug',
    DATABASE_URL: 'postgresql://ops:secret@db.example.org/ops',
    OPSBRO_TRUSTED_PROXY: '127.0.0.1, 2001:db8::/32',
    OPSBRO_OIDC_ISSUER: 'https://id.example.org',
    OPSBRO_OIDC_CLIENT_ID: 'ops',
    OPSBRO_OIDC_CLIENT_SECRET_FILE: '/run/secrets/oidc',
    OPSBRO_OIDC_NAME: 'Example ID',
    OPSBRO_OIDC_ASK_AGAIN: 'no',
    NODE_ENV: 'development',
  });
  expect(config).toEqual({
    host: '::1',
    port: 0,
    dataDirectory: '/srv/ops',
    names: ['ops.example.org', 'other.example.org', 'front.example.org'],
    origin: 'https://front.example.org:8443',
    logLevel: 'debug',
    databaseUrl: 'postgresql://ops:secret@db.example.org/ops',
    backup: { directory: undefined, intervalMs: 6 * 3_600_000, keep: 8 },
    tls: undefined,
    trustedProxies: [parseAddressRange('127.0.0.1'), parseAddressRange('2001:db8::/32')],
    oidc: {
      issuer: 'https://id.example.org',
      clientId: 'ops',
      clientSecretFile: '/run/secrets/oidc',
      name: 'Example ID',
      askAgain: false,
    },
    development: true,
  });
});

test.each([
  ['OPSBRO_PORT', 'http', 'a port from 0 to 65535, such as 7788'],
  ['OPSBRO_PORT', '65536', 'a port from 0 to 65535, such as 7788'],
  ['OPSBRO_PORT', '-1', 'a port from 0 to 65535, such as 7788'],
  ['OPSBRO_PORT', '80.5', 'a port from 0 to 65535, such as 7788'],
  ['OPSBRO_PORT', '0x50', 'a port from 0 to 65535, such as 7788'],
  ['OPSBRO_PORT', ' ', 'a port from 0 to 65535, such as 7788'],
  ['OPSBRO_PORT', '1e3', 'a port from 0 to 65535, such as 7788'],
  ['OPSBRO_NAMES', 'https://ops.example.org', 'host names separated by commas'],
  ['OPSBRO_NAMES', 'ops.example.org:443', 'host names separated by commas'],
  ['OPSBRO_ORIGIN', 'ops.example.org', 'an address of http or https'],
  ['OPSBRO_ORIGIN', 'ftp://ops.example.org', 'an address of http or https'],
  ['OPSBRO_LOG_LEVEL', 'loud', 'debug, info, warn or error'],
  ['OPSBRO_OIDC_ASK_AGAIN', 'false', 'yes or no'],
  ['OPSBRO_TRUSTED_PROXY', 'proxy', 'addresses or ranges separated by commas'],
  ['OPSBRO_TRUSTED_PROXY', '10/8', 'addresses or ranges separated by commas'],
])('%s=%j is refused in one sentence that names it and the form expected', (name, value, form) => {
  const environment = { [name]: value } as unknown as NodeJS.ProcessEnv;
  expect(() => serverConfig(environment)).toThrow(
    new RegExp(
      `^${name}: expected ${form}.*, found ${JSON.stringify(value).replace('.', '\\.')}\\.$`,
    ),
  );
});
