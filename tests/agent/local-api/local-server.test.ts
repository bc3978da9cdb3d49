import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AgentInfo, CollectorDetail, LocalApi } from '@/agent/local-api/local-api';
import { createLocalClient } from '@/agent/local-api/local-client';
import { type LocalServer, openLocalServer } from '@/agent/local-api/local-server';
import { socketPath } from '@/agent/local-api/socket-path';
import { AppError } from '@/common/errors';
import { describeFunctions, FUNCTIONS } from '@/common/expression/function-table';
import { createProgram } from '@/common/expression/program';
import { LANGUAGE, surroundings } from '../../common/expression/evaluator';
import { silentLog } from '../collectors/runner-bench';

let directory: string;
let path: string;
const open: LocalServer[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-api-'));
  path = socketPath(directory);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  rmSync(directory, { recursive: true, force: true });
});

/** What no test here asks for. */
const unasked = () => {
  throw new AppError('NOT_FOUND', 'Nobody asks for this.');
};
const REST = {
  runCheck: unasked,
  defineCheck: unasked,
  removeCheck: unasked,
  detectors: unasked,
  runDetectors: unasked,
  explainDetector: unasked,
  memberships: unasked,
  groupHistory: unasked,
  configureGroup: unasked,
  roles: unasked,
  role: unasked,
  explainRole: unasked,
  defineRole: unasked,
  removeRole: unasked,
  settings: unasked,
  cluster: unasked,
  members: unasked,
  member: unasked,
  memberHistory: unasked,
  joinMembers: unasked,
  leaveCluster: unasked,
  expelMember: unasked,
  pingMember: unasked,
  detectMembers: unasked,
  zones: unasked,
  changeZone: unasked,
  reloadZoneKey: unasked,
  clusterEvents: unasked,
  tellEvent: unasked,
};

async function serve(api: Partial<LocalApi> = {}): Promise<LocalServer> {
  const server = await openLocalServer(path, silentLog);
  open.push(server);
  server.serve({
    ...REST,
    info: () => ({ pid: process.pid, version: '1.2.3' }) as AgentInfo,
    collectors: () => [],
    collector(name) {
      throw new AppError('NOT_FOUND', `There is no collector ${name}.`);
    },
    run: async (name) => ({ collector: name }) as CollectorDetail,
    functions: () => [],
    evaluate: (expression) => createProgram(expression, LANGUAGE).explain(surroundings()),
    checks: () => [],
    check(name) {
      throw new AppError('NOT_FOUND', `There is no check ${name}.`);
    },
    checkHistory: () => [],
    explainCheck: () => Promise.reject(new AppError('NOT_FOUND', 'There is no check.')),
    tellCheck(name, result) {
      throw new AppError('CONFLICT', `${name} was told ${result.state} ${result.output}`);
    },
    changeKey: () => undefined,
    stop: () => undefined,
    ...api,
  });
  return server;
}

/** What a caller without the typed client would see. */
function raw(method: string, target: string, body = ''): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: path, method, path: target, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (piece) => {
        text += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('answers', () => {
  test('a call gives what the agent says', async () => {
    await serve();
    expect(await createLocalClient(path).info()).toEqual({ pid: process.pid, version: '1.2.3' });
  });

  test('names travel as they are', async () => {
    await serve();
    expect(await createLocalClient(path).run('a/b c')).toEqual({ collector: 'a/b c' });
  });

  test('an expected failure keeps its code and its sentence', async () => {
    await serve();
    await expect(createLocalClient(path).collector('nobody')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no collector nobody.',
    });
  });

  test('a bug is answered without its words, which may be secret', async () => {
    await serve({
      info() {
        throw new Error('password is 1234');
      },
    });
    const { status, text } = await raw('GET', '/v1/agent');
    expect(status).toBe(500);
    expect(text).not.toContain('1234');
  });

  test.each([
    ['GET', '/nowhere', 404, 'There is no /nowhere'],
    ['POST', '/v1/agent', 404, '/v1/agent takes GET, not POST.'],
    ['GET', '/v1/stop', 404, '/v1/stop takes POST, not GET.'],
    ['GET', '/v1/collectors/%zz', 400, 'not well encoded'],
    ['GET', '//', 404, 'There is no'],
  ])('%s %s is refused with %i and a sentence', async (method, target, expected, words) => {
    await serve();
    const { status, text } = await raw(method, target);
    expect(status).toBe(expected);
    expect(JSON.parse(text).error.message).toContain(words);
  });

  test('a body of more than 64 KiB is refused', async () => {
    await serve();
    expect((await raw('POST', '/v1/stop', 'x'.repeat(60_000))).status).toBe(200);
    const sent = raw('POST', '/v1/stop', 'x'.repeat(2_000_000));
    expect(await sent.then(({ status }) => status).catch(() => 400)).toBe(400);
  });

  test('before it is ready the agent says that it is starting', async () => {
    open.push(await openLocalServer(path, silentLog));
    await expect(createLocalClient(path).info()).rejects.toMatchObject({
      code: 'BUSY',
      message: expect.stringContaining('starting'),
    });
  });
});

describe('expressions', () => {
  const form = (expression: string) =>
    `expr=${encodeURIComponent(Buffer.from(expression).toString('base64'))}`;

  test('are evaluated as the client asks, with an explanation', async () => {
    await serve();
    const { outcome, root } = await createLocalClient(path).evaluate('1 + 1 == 2');
    expect(outcome).toMatchObject({ is: 'value', value: true });
    expect(root.children).toHaveLength(1);
  });

  test('a text that is none is refused with its place', async () => {
    await serve();
    await expect(createLocalClient(path).evaluate('1 +')).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('column 4: expected a value'),
    });
  });

  test.each([
    ['', 'Expected {"expression": "…"}'],
    ['{', 'Expected {"expression": "…"}'],
    ['{"expression": 5}', 'Expected {"expression": "…"}'],
    ['{"expression": "1", "more": 1}', 'Expected {"expression": "…"}'],
    [JSON.stringify({ expression: '1'.repeat(20_000) }), 'Expected {"expression": "…"}'],
  ])('the body %.40s is refused', async (body, words) => {
    await serve();
    const { status, text } = await raw('POST', '/v1/evaluator', body);
    expect(status).toBe(400);
    expect(JSON.parse(text).error.message).toContain(words);
  });

  test("the original's routes answer as they did", async () => {
    await serve({ functions: () => describeFunctions(FUNCTIONS) });
    const list = JSON.parse((await raw('GET', '/agent/evaluator/list')).text);
    expect(list.find(({ name }: { name: string }) => name === 'check_tcp')).toEqual({
      name: 'check_tcp',
      doc: 'Whether something accepts a TCP connection.',
      group: 'network',
      prototype: [
        ['host', '__NO_DEFAULT__'],
        ['port', '__NO_DEFAULT__'],
        ['timeout', 10],
      ],
    });
    const post = (body: string) => raw('POST', '/agent/evaluator/eval', body);
    expect(await post(form("[1, 'ö']"))).toEqual({ status: 200, text: '[1,"ö"]\n' });
    expect((await post(form('{{collector.x.y}}'))).text).toContain('missing: nothing here has');
    expect((await post(form('1 / 0'))).text).toContain('column 1: division by zero.');
    expect((await post('expr=%7B')).status).toBe(400);
    expect((await post('')).text).toContain('Expected a form with expr');
  });
});

describe('the state of a node', () => {
  const api = (serverUrl: string | null): Partial<LocalApi> => ({
    info: () => ({ nodeId: 'n1', name: 'box', uplink: { serverUrl } }) as AgentInfo,
    roles: () => [],
  });

  test.each(['/monitoring/state/n1', '/agent/state/n1'])(
    '%s is that of the machine for its own id',
    async (target) => {
      await serve(api(null));
      expect(await raw('GET', target)).toEqual(await raw('GET', '/monitoring/state'));
      expect((await raw('GET', target)).status).toBe(200);
    },
  );

  test.each([
    ['https://ops.example', 'see https://ops.example/nodes/n2%2F/checks.'],
    [null, 'see GET /monitoring/state of the agent there.'],
  ])('of another is not kept, and with the server %s is where it says', async (url, words) => {
    await serve(api(url));
    for (const folder of ['monitoring', 'agent']) {
      const { status, text } = await raw('GET', `/${folder}/state/n2%2F`);
      expect(status).toBe(404);
      const { message } = JSON.parse(text).error;
      expect(message).toContain('The checks of n2/ are not kept here');
      expect(message).toContain(words);
    }
  });
});

describe('the socket', () => {
  test('is open to its owner alone', async () => {
    await serve();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('keeps a second agent out, naming the first by its pid', async () => {
    await serve();
    const second = openLocalServer(path, silentLog);
    await expect(second).rejects.toThrow(`in use by the agent with pid ${process.pid}`);
    expect((await createLocalClient(path).info()).pid).toBe(process.pid);
  });

  test('of a process that does not speak is left alone', async () => {
    const stranger = createServer((socket) => socket.end('hello\n'));
    await new Promise<void>((resolve) => stranger.listen(path, resolve));
    await expect(openLocalServer(path, silentLog)).rejects.toThrow('in use by another process');
    stranger.close();
  });

  test('is gone after the end, and then nobody answers', async () => {
    const server = await serve();
    await server.close();
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
    await expect(createLocalClient(path).info()).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  test('a file that lies in its place and is no socket is replaced', async () => {
    writeFileSync(path, '');
    await serve();
    expect((await createLocalClient(path).info()).pid).toBe(process.pid);
  });

  test.each([
    ['nothing', () => undefined],
    ['a dead socket', () => writeFileSync(path, '')],
  ])('of several that start together and find %s exactly one is the agent', async (_, leave) => {
    leave();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => openLocalServer(path, silentLog)),
    );
    const won = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    open.push(...won);
    expect(won).toHaveLength(1);
    expect(readdirSync(directory)).toEqual(['opsbro.sock']);
    won[0]?.serve({ info: () => ({ pid: 7 }) } as LocalApi);
    expect((await createLocalClient(path).info()).pid).toBe(7);
  });

  test('a data directory with too long a path is refused with what to do', () => {
    expect(() => socketPath(`/srv/${'x'.repeat(120)}`)).toThrow(/may have \d+; choose a shorter/);
  });
});
