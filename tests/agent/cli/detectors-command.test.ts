import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BuiltAgent, exitOf } from './built-agent';

let built: BuiltAgent;
let ready: string;
let child: ChildProcess;
beforeAll(async () => {
  built = new BuiltAgent().build();
  ready = join(built.directory, 'ready');
  built.collector('fine', `return { kind: 'data', data: { value: 41.25, os: 'linux' } };`);
  built.definition(
    'detectors',
    'os',
    'summary: The system\nif: "{{collector.fine.os}} != \'\'"\ngroups: ["{{collector.fine.os}}", "os::{{collector.fine.value}}"]\ninterval: 1s',
  );
  built.definition(
    'detectors',
    'ready',
    `summary: A file is there\nif: "file_exists('${ready}')"\ngroups: [ready]\ninterval: 1s`,
  );
  built.definition(
    'detectors',
    'bad',
    'summary: Wrong\nif: "1 + \'x\'"\ngroups: [bad]\ninterval: 1s',
  );
  built.check(
    'high',
    'summary: A value\nif_group: linux & !nobody\ncritical_if: "{{collector.fine.value}} > 40"\ncritical_output: "{{collector.fine.value}} is high"\ninterval: 1s',
  );
  built.check('spare', 'summary: x\nif_group: spare\nwarning_if: "True"\ninterval: 1h');
  built.definition(
    'roles',
    'shop',
    'summary: The shop\ngroup: linux\nhealthy_if: "{{checks.test.high.state}} == \'ok\'"',
  );
  child = await built.start('--groups', 'own,spare-part');
  expect(await built.on('detectors', 'wait-group', 'linux', '--timeout', '15s')).toMatchObject({
    code: 0,
    stdout: 'linux: detected by test.os\n',
  });
  await vi.waitUntil(
    async () => {
      const cards = await json('detectors', 'list');
      return cards.every(({ state }: { state: string }) => state !== 'pending');
    },
    { timeout: 10_000, interval: 200 },
  );
});
afterAll(() => built.end());

const json = async (...words: string[]) => JSON.parse((await built.on(...words, '--json')).stdout);

/** Until the check has been run. */
async function waitForRole(): Promise<void> {
  await expect
    .poll(async () => (await json('roles', 'state'))[0]?.health, { timeout: 10_000 })
    .toBe('failing');
}

describe('opsbro detectors', () => {
  test('lists each with its state, what it gives and what is wrong', async () => {
    const { stdout, code } = await built.on('detectors', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/● matched +test\.os +1 s +linux, os::41\.25 +The system/);
    expect(stdout).toMatch(/▲ error +test\.bad .*column 1/);
    expect(stdout).toMatch(/○ not-matched +test\.ready/);
  });

  test('lists the groups with their reasons', async () => {
    const { stdout } = await built.on('detectors', 'state');
    expect(stdout).toMatch(/^own +configured here/m);
    expect(stdout).toMatch(/^linux +detected by test\.os/m);
    const { stdout: info } = await built.on('agent', 'info');
    expect(info).toContain('in linux, os::41.25, own, spare-part');
  });

  test('waits for a group no longer than it is told, runs one on demand, and tells its history', async () => {
    const late = await built.on('detectors', 'wait-group', 'ready', '--timeout', '300ms');
    expect(late).toMatchObject({ code: 1, stdout: '' });
    expect(late.stderr).toContain('not in ready after 300 ms: in linux, os::41.25, own');
    writeFileSync(ready, '');
    const { stdout, code } = await built.on('detectors', 'run', 'ready');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^● matched test\.ready: \+?ready\n$/);
    expect((await built.on('detectors', 'history')).stdout).toMatch(
      /\+ ready +detected by test\.ready/,
    );
    expect((await built.on('detectors', 'run', 'bad')).code).toBe(1);
    const unknown = await built.on('detectors', 'run', 'raedy');
    expect(unknown.stderr).toContain('There is no detector raedy. Did you mean test.ready?');
  });

  test('explains a condition and every group', async () => {
    const { stdout } = await built.on('detectors', 'explain', 'os');
    expect(stdout).toContain('collector fine');
    expect(stdout).toContain('os::{{collector.fine.value}} → os::41.25');
  });

  test('answers the paths of the original', async () => {
    const { body } = await built.call('GET', '/agent/detectors');
    expect(body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'test.bad', add_groups: ['bad'], interval: '1s' }),
      ]),
    );
    expect((await built.call('GET', '/agent/detectors/state')).body).toEqual(
      expect.arrayContaining(['linux', 'os::41.25']),
    );
    expect((await built.call('GET', '/agent/detectors/run/os')).body).toEqual({
      'test.os': { matched: true, groups: ['linux', 'os::41.25'], new_groups: [] },
    });
    const history = (await built.call('GET', '/agent/detectors/history')).body;
    expect(JSON.stringify(history)).toContain('"type":"group-add"');
    expect((await built.call('POST', '/agent/parameters/add/groups/hot')).body).toBe(true);
    expect((await built.call('POST', '/agent/parameters/add/groups/hot')).body).toBe(false);
    expect((await built.call('POST', '/agent/parameters/remove/groups/hot')).body).toBe(true);
    expect((await built.call('PUT', '/v1/groups/two%20words')).status).toBe(400);
  });
});

describe('roles and checks', () => {
  test('a role says what is wrong, on its own and in the state of the machine', async () => {
    await waitForRole();
    const { stdout } = await built.on('roles', 'state');
    expect(stdout).toMatch(/▲ failing +test\.shop .* test\.high is critical: 41\.25 is high/);
    const state = await built.on('state');
    expect(state.code).toBe(1);
    expect(state.stdout).toContain('▲ failing test.shop: test.high is critical: 41.25 is high');
    expect((await built.on('roles', 'explain', 'shop')).stdout).toContain('check test.high');
    expect((await built.call('GET', '/state/services/test.shop')).body).toMatchObject({
      name: 'test.shop',
      state_id: 2,
      failing: 1,
      passing: 0,
    });
    for (const word of ['checks', 'checks/test.high', 'services', 'services/test.shop']) {
      const { status, body } = await built.call('GET', `/agent/${word}`);
      expect(status).toBe(200);
      expect(Object.keys(body as object)).toEqual(
        Object.keys((await built.call('GET', `/monitoring/${word}`)).body as object),
      );
    }
    expect((await built.call('GET', '/monitoring/state')).body).toMatchObject({
      services: { 'test.shop': { if_group: 'linux' } },
    });
  });

  test('a check runs when it is asked to', async () => {
    expect(await built.on('monitoring', 'run', 'high')).toMatchObject({
      code: 1,
      stdout: '▲ critical test.high: 41.25 is high\n',
    });
  });

  test('a group that is added is in the file, with its comments, and checks are for it at once', async () => {
    const file = join(built.data, 'agent.yaml');
    writeFileSync(file, '# mine\nname: box # the box\n');
    const added = await built.on('agent', 'parameters', 'add', 'groups', 'spare');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe('# mine\nname: box # the box\ngroups:\n  - spare\n');
    await expect
      .poll(async () => (await built.on('monitoring', 'state')).stdout, { timeout: 5_000 })
      .toMatch(/◆ warning +test\.spare/);
    const again = await built.on('agent', 'parameters', 'add', 'groups', 'spare');
    expect(again.stdout).toContain('groups has spare already');
    await built.on('agent', 'parameters', 'remove', 'groups', 'spare');
    expect((await built.on('detectors', 'state')).stdout).not.toMatch(/^spare /m);
    const wrong = await built.on('agent', 'parameters', 'add', 'groups', 'two words');
    expect(wrong.code).toBe(78);
    expect(wrong.stderr).toContain('expected at most 64 names of groups');
  });

  test('settings are shown, read and written', async () => {
    const set = await built.on('agent', 'parameters', 'set', 'outbox.maxAge', '2d');
    expect(set.code).toBe(0);
    expect((await built.on('agent', 'parameters', 'get', 'outbox.maxAge')).stdout).toBe('2d\n');
    const { stdout } = await built.on('agent', 'parameters', 'show');
    expect(stdout).toMatch(/outbox\.maxAge +7d +default +How long; 7d\./);
    expect(stdout).toMatch(/dataDirectory +\/\S+ +the flag --data/);
    expect(stdout).toMatch(
      /outbox\.maxAge: \S+agent\.yaml line \d+ says 2d; the agent reads it when/,
    );
    expect(stdout).toMatch(
      /name: \S+agent\.yaml line 2 says box; the agent reads it when it starts/,
    );
    const { stdout: json } = await built.on('agent', 'parameters', 'show', '--json');
    expect(JSON.parse(json)).toMatchObject({
      isRunning: true,
      file: join(built.data, 'agent.yaml'),
    });
    expect(await built.on('agent', 'parameters', 'set', 'outbox.maxAge', 'long')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('outbox.maxAge: expected'),
    });
    expect(await built.on('agent', 'parameters', 'set', 'nmae', 'x')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('did you mean name?'),
    });
    expect((await built.on('agent', 'parameters', 'set', 'groups', 'x')).code).toBe(2);
    const folder = join(built.directory, 'of-npm-start');
    mkdirSync(folder);
    symlinkSync(built.data, join(folder, 'agent'));
    expect(
      await built.run(['agent', 'parameters', 'get', 'name'], { OPSBRO_DATA: folder }),
    ).toMatchObject({ code: 0, stdout: 'box\n' });
    expect((await built.on('agent', 'parameters', 'get', 'server')).code).toBe(1);
  });
});

describe('a check that is defined through the socket', () => {
  test('is a file of the level local, in force when the answer comes, and is removed again', async () => {
    const check = { summary: 'Mine', passive: true };
    const put = await built.call('PUT', '/monitoring/checks/backup', JSON.stringify(check));
    expect(put).toMatchObject({ status: 200, body: { id: 'local.backup', way: 'passive' } });
    const file = join(built.data, 'packs/local/local/checks/backup.yaml');
    expect(readFileSync(file, 'utf8')).toBe('summary: Mine\npassive: true\n');
    expect((await built.call('DELETE', '/monitoring/checks/backup')).body).toEqual({
      removed: file,
    });
    expect(existsSync(file)).toBe(false);
    expect((await built.call('GET', '/v1/checks/backup')).status).toBe(404);
    expect((await built.call('DELETE', '/v1/checks/backup')).status).toBe(404);
  });

  test('stands before one of the same name, in the form of the original too', async () => {
    const calm = JSON.stringify({ if_group: 'linux', critical_if: 'False', ok_output: "'calm'" });
    const put = await built.call('PUT', '/v1/checks/test.high', calm);
    expect(put).toMatchObject({ status: 200, body: { id: 'test.high', level: 'local' } });
    await expect
      .poll(async () => (await json('roles', 'state'))[0]?.health, { timeout: 10_000 })
      .toBe('passing');
    expect((await built.call('DELETE', '/v1/checks/test.high')).status).toBe(200);
    await waitForRole();
  });

  test.each([
    ['x', { script: 'id > /tmp/f', if_group: '*' }, 403, 'A check that runs a program'],
    ['x', { summary: 'x', run: ['id'] }, 403, 'A check that runs a program'],
    ['x', { summary: 'x', warning_if: '1 +' }, 400, 'warning_if: '],
    ['x', 5, 400, 'expected'],
    ['nopack.x', { summary: 'x', passive: true }, 404, 'There is no pack nopack'],
    ['test.%2E%2E%2Fx', { summary: 'x', passive: true }, 400, 'Expected a name such as'],
  ])('%s as %j is refused', async (name, check, status, sentence) => {
    const put = await built.call('PUT', `/v1/checks/${name}`, JSON.stringify(check));
    expect(put.status).toBe(status);
    expect(JSON.stringify(put.body)).toContain(sentence);
    expect(existsSync(join(built.data, 'packs/local/local/checks/x.yaml'))).toBe(false);
  });
});

describe('a role that is defined through the socket', () => {
  const put = (path: string, role: unknown) => built.call('PUT', path, JSON.stringify(role));
  const own = { summary: 'Mine', healthy_if: "{{checks.test.high.state}} == 'critical'" };
  const service = { if_group: 'linux', check: { critical_if: 'False', ok_output: "'calm'" } };
  const local = (path: string) => join(built.data, 'packs/local', path);

  test('is a file of the level local, in force when the answer comes, and is removed again', async () => {
    const answer = await put('/v1/roles/desk', own);
    expect(answer).toMatchObject({ status: 200, body: { id: 'local.desk', level: 'local' } });
    expect((await built.call('GET', '/v1/roles/desk')).status).toBe(200);
    const file = local('local/roles/desk.yaml');
    expect(readFileSync(file, 'utf8')).toContain('summary: Mine\n');
    await expect
      .poll(async () => (await built.call('GET', '/v1/roles/desk')).body, { timeout: 10_000 })
      .toMatchObject({ health: 'passing' });
    expect((await built.call('DELETE', '/v1/roles/desk')).body).toEqual({ removed: file });
    expect(existsSync(file)).toBe(false);
    expect((await built.call('GET', '/v1/roles/desk')).status).toBe(404);
    expect((await built.call('DELETE', '/monitoring/services/desk')).status).toBe(404);
  });

  test('stands before one of the same name, as a service of the original with its check too', async () => {
    const answer = await put('/monitoring/services/test.shop', service);
    expect(answer).toMatchObject({
      status: 200,
      body: { id: 'test.shop', level: 'local', healthyIf: "{{checks.test.shop.state}} == 'ok'" },
    });
    expect((await built.call('GET', '/v1/checks/test.shop')).status).toBe(200);
    await put('/v1/roles/test.shop', own);
    expect((await built.call('GET', '/v1/checks/test.shop')).status).toBe(404);
    expect(existsSync(local('test/checks/shop.yaml'))).toBe(false);
    await put('/monitoring/services/test.shop', service);
    expect(existsSync(local('test/roles/shop.yaml'))).toBe(false);
    expect((await built.call('DELETE', '/monitoring/services/test.shop')).body).toEqual({
      removed: local('test/checks/shop.yaml'),
    });
    expect((await built.call('GET', '/v1/roles/test.shop')).body).toMatchObject({
      summary: 'The shop',
    });
  });

  test.each([
    ['x', { check: { script: 'id > /tmp/f' } }, 403, 'A check that runs a program'],
    ['x', { script: 'id > /tmp/f', if_group: '*' }, 403, 'A check that runs a program'],
    ['x', { summary: 'x', healthy_if: '1 +' }, 400, 'healthy_if: '],
    ['x', { summary: 'x', healthy_if: 'True', more: 1 }, 400, 'more'],
    ['x', { if_group: '*' }, 400, 'the service: expected'],
    ['x', 5, 400, 'Expected a role as JSON'],
    ['x', [own], 400, 'Expected a role as JSON'],
    ['x', {}, 400, 'the service: expected'],
    ['test.high', service, 409, 'test.high is a check already'],
    ['nopack.x', own, 404, 'There is no pack nopack'],
    ['test.%2E%2E%2Fx', own, 400, 'Expected a name such as'],
  ])('%s as %j is refused', async (name, role, status, sentence) => {
    const answer = await put(`/v1/roles/${name}`, role);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(sentence);
    expect(existsSync(local('local/roles/x.yaml'))).toBe(false);
    expect(existsSync(local('local/checks/x.yaml'))).toBe(false);
  });

  test('a body that is no JSON is refused with what is expected', async () => {
    const { status, body } = await built.call('PUT', '/v1/roles/x', '{');
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('Expected a role as JSON');
  });
});

test('a node keeps its groups when its agent is killed', async () => {
  child.kill('SIGKILL');
  await exitOf(child);
  await built.start();
  const groups = (await json('detectors', 'state')).map(({ group }: { group: string }) => group);
  expect(groups).toEqual(['linux', 'os::41.25', 'ready']);
  const history = await json('detectors', 'history');
  expect(history.filter(({ group }: { group: string }) => group === 'linux')).toHaveLength(1);
});
