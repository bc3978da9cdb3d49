import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BuiltAgent, exitOf } from './built-agent';

let built: BuiltAgent;
beforeAll(() => {
  built = new BuiltAgent().build();
  built.collector('fine', `return { kind: 'data', data: { value: 41.25, os: 'linux' } };`);
  built.collector('bad', `throw new Error('cannot read /proc/bad');`);
  built.collector('hangs', 'return new Promise(() => undefined);');
  built.check(
    'high',
    `summary: A value\ncritical_if: "{{collector.fine.value}} > 40"\ninterval: 1s\ncritical_output: "{{collector.fine.value}} is high"`,
  );
  built.check('beat', 'summary: A backup\npassive: true');
  built.collector('absent', `return { kind: 'not-eligible', reason: 'no such device' };`);
});
afterAll(() => built.end());

describe('an agent that runs', () => {
  beforeAll(async () => {
    await built.start();
    // All have run but the one that never ends.
    await vi.waitUntil(
      async () => {
        const { stdout } = await built.on('collectors', 'list', '--json');
        const waiting = JSON.parse(stdout).filter(({ runs }: { runs: number }) => runs === 0);
        return waiting.length <= 1;
      },
      { timeout: 10_000 },
    );
  });

  test('answers under the folder that holds its data too, as "npm start" was given it', async () => {
    const folder = join(built.directory, 'of-npm-start');
    mkdirSync(folder);
    symlinkSync(built.data, join(folder, 'agent'));
    const { code, stdout } = await built.run(['agent', 'info'], { OPSBRO_DATA: folder });
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(built.data),
    });
  });

  test('lists its collectors, what is wrong with some and nothing with others', async () => {
    const { code, stdout } = await built.on('collectors', 'list', '--json');
    expect(code).toBe(0);
    const states = Object.fromEntries(
      JSON.parse(stdout).map((each: { collector: string; state: string }) => [
        each.collector,
        each.state,
      ]),
    );
    expect(states).toMatchObject({ fine: 'ok', bad: 'error', absent: 'not-eligible' });
  });

  test('says a state with shape and word, and no colours where nobody sees them', async () => {
    const { stdout } = await built.on('collectors', 'state');
    expect(stdout).toContain('● ok');
    expect(stdout).toContain('▲ error');
    expect(stdout).toContain('○ not-eligible');
    expect(stdout).toContain('bad: cannot read /proc/bad');
    expect(stdout).not.toContain('\u001b');
  });

  test('shows what it found, a value a line', async () => {
    const { code, stdout } = await built.on('collectors', 'show');
    expect(code).toBe(0);
    expect(stdout).toBe('collector.fine.os = "linux"\ncollector.fine.value = 41.25 percent\n');
    expect(await built.on('collectors', 'show', 'fine')).toMatchObject({ code: 0, stdout });
  });

  test('says why a collector has nothing to show', async () => {
    const { code, stdout, stderr } = await built.on('collectors', 'show', 'absent');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('absent has no data: ○ not-eligible, no such device');
  });

  test('runs a collector when asked', async () => {
    const before = JSON.parse((await built.on('collectors', 'show', 'fine', '--json')).stdout);
    const { code, stdout } = await built.on('collectors', 'run', 'fine', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).runs).toBeGreaterThan(before.runs);
    expect((await built.on('collectors', 'run', 'nobody')).code).toBe(1);
  });

  test('says which collector was probably meant, and otherwise all there are', async () => {
    const near = await built.on('collectors', 'show', 'fien');
    expect(near).toMatchObject({ code: 1, stdout: '' });
    expect(near.stderr).toContain('There is no collector fien. Did you mean fine?');
    const far = await built.on('collectors', 'show', 'temperature');
    expect(far.stderr).toContain(
      'There is no collector temperature. There are: absent, bad, fine, hangs.',
    );
  });

  test('waits for a collector no longer than it is told', async () => {
    const { code, stderr } = await built.on('collectors', 'wait-ok', 'bad', '--timeout', '300ms');
    expect(code).toBe(1);
    expect(stderr).toContain('bad is not ok after 300 ms: ▲ error, cannot read /proc/bad');
  });

  test('abandons one that hangs and goes on with the others', async () => {
    const show = async (name: string) =>
      JSON.parse((await built.on('collectors', 'show', name, '--json')).stdout);
    await expect
      .poll(() => show('hangs'), { timeout: 10_000 })
      .toMatchObject({ state: 'error', hanging: true });
    const { runs } = await show('fine');
    await expect
      .poll(async () => (await show('fine')).runs, { timeout: 10_000 })
      .toBeGreaterThan(runs + 1);
    expect(await show('hangs')).toMatchObject({ runs: 1, hanging: true });
  });

  test('tells who it is', async () => {
    const { stdout } = await built.on('agent', 'info', '--json');
    const { stdout: id } = await built.on('agent', 'print', 'id');
    expect(JSON.parse(stdout)).toMatchObject({
      nodeId: id.trim(),
      dataDirectory: built.data,
      uplink: { state: 'off' },
      collectors: { ok: 1, error: expect.any(Number) },
    });
    expect((await built.on('agent', 'info')).stdout).toContain(
      '○ none; the agent works on its own',
    );
  });

  test('says how its checks stand, and why', async () => {
    await expect
      .poll(async () => (await built.on('state')).stdout, { timeout: 30_000 })
      .toMatch(/▲ 1 critical {2}◌ 1 pending\n {2}▲ critical test\.high: 41\.25 is high\n$/);
    expect((await built.on('state')).code).toBe(1);
    const { stdout } = await built.on('monitoring', 'state');
    expect(stdout).toMatch(/▲ critical\s+test\.high\s+.+41\.25 is high\n/);
    const explained = await built.on('monitoring', 'explain', 'high');
    expect(explained.stdout).toMatch(
      /critical_if\n {2}.+ = True\n.+= 41\.25 {2}← percent, collector fine/,
    );
    const history = JSON.parse((await built.on('monitoring', 'history', '--json')).stdout);
    expect(history).toMatchObject([{ check: 'test.high', kind: 'state', to: 'critical' }]);
    const waited = await built.on('monitoring', 'wait-ok', 'high', '--timeout', '300ms');
    expect(waited).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'test.high is not ok after 300 ms: ▲ critical, 41.25 is high',
      ),
    });
  }, 60_000);

  test('takes results and heartbeats, and answers on the paths of the original', async () => {
    const told = await built.call(
      'POST',
      '/v1/checks/beat/result',
      '{"state":"warning","output":"slow"}',
    );
    expect(told).toMatchObject({ status: 200, body: { id: 'test.beat', state: 'warning' } });
    const state = await built.call('GET', '/monitoring/state');
    expect(state.body).toMatchObject({
      checks: { 'test.beat': { state: 'warning', state_id: 1, output: 'slow' } },
    });
    expect(await built.call('POST', '/v1/checks/beat/heartbeat')).toMatchObject({
      body: { state: 'ok' },
    });
    expect((await built.on('monitoring', 'wait-ok', 'beat')).code).toBe(0);
    expect(await built.call('GET', '/monitoring/history/checks')).toMatchObject({
      body: expect.arrayContaining([
        {
          date: expect.any(Number),
          entries: expect.arrayContaining([expect.objectContaining({ name: 'test.beat' })]),
        },
      ]),
    });
    expect(await built.call('POST', '/v1/checks/beat/result', '{"state":"fine"}')).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('ok|warning|critical|unknown') } },
    });
    expect((await built.call('POST', '/v1/checks/high/heartbeat')).status).toBe(409);
  });

  test('evaluates expressions on what it found', async () => {
    expect(await built.on('evaluator', 'eval', '{{collector.fine.value}} > 40')).toMatchObject({
      code: 0,
      stdout: 'True\n',
    });
    const text = await built.on('evaluator', 'eval', "'%.1f on {{collector.fine.os}}' % 41.25");
    expect(text.stdout).toBe('41.2 on linux\n');
    const { stdout } = await built.on(
      'evaluator',
      'eval',
      "{{collector.fine.value}} > 40 or file_exists('/x')",
      '--explain',
    );
    expect(stdout).toMatch(/← percent, collector fine, .+ ago, pack test\n/);
    expect(stdout).toContain("└─ file_exists('/x')  (not needed)");
    const json = await built.on('evaluator', 'eval', "file_exists('/')", '--explain', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      outcome: { value: true },
      root: { kind: 'call' },
    });
  });

  test('says what is missing in an expression, and what is wrong with one', async () => {
    const absent = await built.on('evaluator', 'eval', '{{collector.absent.value}} > 1');
    expect(absent).toMatchObject({ code: 1, stdout: '' });
    expect(absent.stderr).toContain('missing: collector absent: not-eligible, no such device');
    const wrong = await built.on('evaluator', 'eval', 'lenn(1)');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(
      'there is no function lenn. Did you mean len?\n  lenn(1)\n  ^^^^',
    );
    expect((await built.on('evaluator', 'eval', '1 / 0')).stderr).toContain('division by zero');
  });

  test('lists the functions, all or of a group', async () => {
    const all = JSON.parse((await built.on('evaluator', 'list', '--json')).stdout);
    expect(all.length).toBeGreaterThan(50);
    const { stdout } = await built.on('evaluator', 'list', 'hash', '--details');
    expect(stdout).toContain('hash(string, algorithm)\n      The digest of a text.');
    expect(stdout).not.toContain('string_upper');
    expect((await built.on('evaluator', 'list', 'hsah')).stderr).toContain('Did you mean hash?');
  });

  test('waits for an expression no longer than it is told', async () => {
    expect(
      (await built.on('evaluator', 'wait-eval-true', '{{collector.fine.value}} > 1')).code,
    ).toBe(0);
    const never = await built.on('evaluator', 'wait-eval-true', '1 > 2', '--timeout', '300ms');
    expect(never.code).toBe(1);
    expect(never.stderr).toContain('not true after 300 ms: it is False');
    expect((await built.on('evaluator', 'wait-eval-true', '1 >')).stderr).toContain('column 4');
  });

  test('keeps its data and its socket to itself', () => {
    expect(statSync(built.data).mode & 0o777).toBe(0o700);
    expect(statSync(join(built.data, 'opsbro.sock')).mode & 0o777).toBe(0o600);
  });

  test('writes a log for each part', async () => {
    const text = readFileSync(join(built.data, 'log', 'collectors.log'), 'utf8');
    const lines = text.trim().split('\n');
    const failures = lines
      .map((line) => JSON.parse(line))
      .filter(({ collector }) => collector === 'bad');
    // Said once, not at each run.
    expect(failures).toMatchObject([{ level: 'warn', reason: 'cannot read /proc/bad' }]);
  });

  test('keeps a second agent out', async () => {
    const { code, stderr } = await built.on('agent', 'start', '--packs', built.packs);
    const { pid } = JSON.parse((await built.on('agent', 'info', '--json')).stdout);
    expect(code).toBe(1);
    expect(stderr).toContain(`is in use by the agent with pid ${pid}`);
  });

  test('stops when asked and leaves no socket', async () => {
    const { code, stdout } = await built.on('agent', 'stop');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The agent with pid \d+ has stopped\.\n$/);
    expect(existsSync(join(built.data, 'opsbro.sock'))).toBe(false);
  });
});

describe('the end of an agent', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it with 0, and the socket is gone',
    async (signal) => {
      const agent = await built.start();
      agent.kill(signal);
      expect(await exitOf(agent)).toBe(0);
      expect(existsSync(join(built.data, 'opsbro.sock'))).toBe(false);
    },
  );

  test('one that was killed leaves a socket, which the next one replaces', async () => {
    const killed = await built.start();
    killed.kill('SIGKILL');
    await exitOf(killed);
    expect(existsSync(join(built.data, 'opsbro.sock'))).toBe(true);

    const next = await built.start();
    const { pid } = JSON.parse((await built.on('agent', 'info', '--json')).stdout);
    expect(pid).toBe(next.pid);
    next.kill('SIGTERM');
    expect(await exitOf(next)).toBe(0);
  });
});
