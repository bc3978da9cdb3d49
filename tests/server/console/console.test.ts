import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import type { CliOutput } from '@/server/cli/cli-output';
import { runServerProgram } from '@/server/cli/program';
import { consolePath } from '@/server/console/console-path';
import { type ConsoleServer, openConsoleServer } from '@/server/console/console-server';
import { quietLog } from '../../support/test-database';
import { startTestServer, type TestServer } from '../../support/test-server';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const data = mkdtempSync(join(tmpdir(), 'opsbro-console-'));
const directory = join(data, 'server');
let server: TestServer;
let local: ConsoleServer;

beforeAll(async () => {
  server = await startTestServer();
  const { mkdirSync } = await import('node:fs');
  mkdirSync(directory, { mode: 0o700 });
  local = await open();
});

afterAll(async () => {
  await local.close();
  await server[Symbol.asyncDispose]();
  rmSync(data, { recursive: true, force: true });
});

function open(): Promise<ConsoleServer> {
  return openConsoleServer({
    services: server.services,
    directory,
    log: quietLog,
    setUpLink: async () => 'http://example.org/setup#code',
  });
}

/** Runs a command as the program does, and gives back what it said. */
async function run(...words: string[]) {
  const said: string[] = [];
  const complaints: string[] = [];
  const out: CliOutput = {
    line: (text = '') => void said.push(text),
    json: (value) => void said.push(JSON.stringify(value)),
    table: (columns, rows) => void said.push(...[columns, ...rows].map((row) => row.join(' | '))),
    error: (sentence) => void complaints.push(sentence),
    step: () => undefined,
    done: () => undefined,
  };
  const environment = { data: undefined, databaseUrl: undefined, user: 'root' };
  const code = await runServerProgram(words, {
    out,
    environment,
    projectDirectory: '/nowhere',
    clock: systemClock,
  });
  return { code, said, complaints };
}

test('only the owner of the server may open its socket', () => {
  expect(statSync(consolePath(directory)).mode & 0o777).toBe(0o600);
});

test('a second server does not take the socket of the first', async () => {
  await expect(open()).rejects.toThrow(new RegExp(`in use by the server with pid ${process.pid}`));
  expect((await run('status', '--data', data)).code).toBe(0);
});

test('whoever sits at the machine is an admin, by name in the audit log', async () => {
  const { code, said } = await run('join-token', 'create', '--note', 'web', '--data', data);
  expect(code).toBe(0);
  expect(said).toEqual([expect.stringMatching(/^ops1\./)]);
  const list = await run('join-token', 'list', '--data', data);
  expect(list.said[1]).toMatch(/open \| 0 of 1 \| .* \| web/);
  const { entries } = await server.services.audit.list({
    limit: 5,
    action: 'enrolment-token.create',
  });
  expect(entries[0]).toMatchObject({ actorName: 'root', door: 'console' });
});

test('every listing can be had as JSON', async () => {
  for (const words of [
    ['status'],
    ['users', 'list'],
    ['keys', 'show'],
    ['join-token', 'list'],
    ['audit', 'verify'],
    ['setup-link'],
  ]) {
    const { code, said } = await run(...words, '--json', '--data', data);
    expect([words, code]).toEqual([words, 0]);
    expect(() => JSON.parse(said.join(''))).not.toThrow();
  }
});

test('any procedure can be called by its name, with its input as JSON', async () => {
  const list = await run('call', 'nodes.list', '{"query":"nowhere"}', '--data', data);
  expect([list.code, JSON.parse(list.said.join('')).total]).toEqual([0, 0]);
  const input = JSON.stringify({ note: 'called' });
  const token = await run('call', 'enrolment.create', input, '--data', data);
  expect([token.complaints, token.code]).toEqual([[], 0]);
  const tokens = await run('call', 'enrolment.tokens', '--data', data);
  expect(tokens.said.join('')).toContain('called');
});

test.each([
  [['call', 'nodes'], /^Expected a procedure such as nodes.list; got "nodes"/],
  [['call', 'nodes.list', '{query'], /^Expected JSON such as/],
  [['call', 'nodes.frob'], /No procedure found on path "nodes.frob"/],
  [['call', 'nodes.list', '{"pageSize":0}'], /^pageSize: /],
])('a call that makes no sense says so: %j', async (words, complaint) => {
  const { code, complaints } = await run(...words, '--data', data);
  expect(code).toBe(1);
  expect(complaints.join()).toMatch(complaint);
});

test('what cannot be done is told in a sentence, with the exit code for it', async () => {
  expect(await run('users', 'unlock', 'nobody@example.org', '--data', data)).toMatchObject({
    code: 1,
    complaints: [expect.stringMatching(/^Nobody has the address nobody@example.org/)],
  });
  expect(await run('status', '--data', join(data, 'other'))).toMatchObject({
    code: 1,
    complaints: [expect.stringMatching(/^No server answers at .*; start it/)],
  });
  expect((await run('frob')).code).toBe(2);
  expect((await run('move', '--data', data)).complaints).toEqual([
    'Say which way: --to-postgres or --from-postgres.',
  ]);
  expect((await run('users')).code).toBe(2);
  expect((await run('join-token', 'create', '--uses', '0')).complaints).toEqual([
    expect.stringMatching(/from 1\. See "opsbro server join-token create --help"\.$/),
  ]);
  expect((await run('join-token', 'create', '--expires', '10s')).complaints).toEqual([
    expect.stringContaining('of at least 5 min. See "opsbro server join-token create --help".'),
  ]);
  expect(await run('join-token', 'revoke', 'no such', '--data', data)).toMatchObject({
    code: 1,
    complaints: ['tokenId: Invalid string: must match pattern /^[a-z2-7]{8,32}$/.'],
  });
});
