import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileCheck } from '@/agent/checks/compiled-check';
import { runPluginCheck } from '@/agent/checks/plugin-result';
import { fromJson } from '@/common/expression/json';
import { treeScope } from '@/common/expression/scope';
import type { Json } from '@/common/json';
import { systemClock } from '@/common/node/system-clock';
import { checkFile, language, surroundings } from './check-file';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-plugin-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A real program that a real shell runs. */
function script(name: string, body: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

interface Given {
  readonly timeout?: string;
  readonly parameters?: Json;
  readonly signal?: AbortSignal;
}

function run(words: readonly string[], { timeout = '5s', parameters = {}, signal }: Given = {}) {
  const text = `summary: x\nrun: ${JSON.stringify(words)}\ntimeout: ${timeout}`;
  return runCheck(compileCheck(checkFile('x', text), language), parameters, signal);
}

function runCheck(check: ReturnType<typeof compileCheck>, parameters: Json, signal?: AbortSignal) {
  const around = surroundings(() => ({}))({ parameters: treeScope(fromJson(parameters)) });
  const searchPath = process.env.PATH ?? '';
  return runPluginCheck(check, around, {
    clock: systemClock,
    searchPath,
    signal: signal ?? new AbortController().signal,
  });
}

describe('a plugin', () => {
  test.each([
    [0, 'ok'],
    [1, 'warning'],
    [2, 'critical'],
    [3, 'unknown'],
  ])('that ends with %d is %s', async (code, state) => {
    const found = await run([script(`exit-${code}`, `echo "it says so"; exit ${code}`)]);
    expect(found).toEqual({ state, output: 'it says so', perfdata: [] });
  });

  test('that ends with another code is unknown, and says which', async () => {
    expect(await run([script('exit-7', 'echo no; exit 7')])).toMatchObject({
      state: 'unknown',
      output: 'exit code 7: no',
    });
  });

  test('has performance data in its first line and behind the later ones', async () => {
    const path = script('perf', `printf 'OK | a=1s;2;3\\nlong text\\nmore | b=2%%\\n c=3B\\n'`);
    const { output, perfdata } = await run([path]);
    expect(output).toBe('OK\nlong text\nmore');
    expect(perfdata.map(({ label, value, unit }) => [label, value, unit])).toEqual([
      ['a', 1, 's'],
      ['b', 2, '%'],
      ['c', 3, 'B'],
    ]);
  });

  test('is given its arguments as they are: no shell looks at them', async () => {
    const path = script('args', `for each in "$@"; do echo "<$each>"; done`);
    const nasty = 'a b; touch /tmp/pwned $(id) `id` "\' *';
    const { output } = await run([path, '-H', '{{parameters.host}}', ''], {
      parameters: { host: nasty },
    });
    expect(output).toBe(`<-H>\n<${nasty}>\n<>`);
  });

  test('of the original has its macros filled in, each into one argument', async () => {
    const path = script('macros', `for each in "$@"; do echo "<$each>"; done`);
    const text = `script: "${path} $mode$ '$nobody | a b$' $host$"\nmode: -x`;
    const check = compileCheck(checkFile('x', text, 'check'), language);
    expect(await runCheck(check, { host: '$mode$; id' })).toMatchObject({
      output: '<-x>\n<a b>\n<$mode$; id>',
    });
    expect(await runCheck(check, {})).toMatchObject({
      state: 'unknown',
      output: 'the macro $host$ has no value and no default',
    });
  });

  test('is told nothing of the agent’s environment', async () => {
    process.env.OPSBRO_TEST_SECRET = 'x';
    const { output } = await run([script('env', 'env')]);
    delete process.env.OPSBRO_TEST_SECRET;
    expect(output).not.toContain('OPSBRO_TEST_SECRET');
  });

  test('that is not there, or lacks a value, is unknown with the reason', async () => {
    expect(await run([join(directory, 'nobody')])).toMatchObject({
      state: 'unknown',
      output: expect.stringContaining('ENOENT'),
    });
    expect(await run(['true', '{{parameters.gone}}'])).toMatchObject({
      state: 'unknown',
      output: expect.stringContaining('parameters has no value “gone”'),
    });
  });

  test('that takes too long is ended with all that it started', async () => {
    const pidFile = join(directory, 'child-pid');
    const path = script('slow', `trap '' TERM\nsleep 60 & echo $! > ${pidFile}\nwait\nsleep 60`);
    const begunMs = systemClock.nowMs();
    expect(await run([path], { timeout: '1s' })).toMatchObject({
      state: 'unknown',
      output: 'no answer within 1 s',
    });
    expect(systemClock.nowMs() - begunMs).toBeLessThan(5_000);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  test('that writes without end is read to a bound', async () => {
    const { output, state } = await run([script('loud', 'head -c 5000000 /dev/zero | tr "\\0" x')]);
    expect(state).toBe('ok');
    expect(output).toHaveLength(65_536);
  });

  test('that leaves something running with its outputs open does not hold up the check', async () => {
    const begunMs = systemClock.nowMs();
    const found = await run([script('daemon', 'sleep 3 & echo done')]);
    expect(found).toMatchObject({ state: 'ok', output: 'done' });
    expect(systemClock.nowMs() - begunMs).toBeLessThan(2_500);
  });

  test('is ended when the agent stops', async () => {
    const stop = new AbortController();
    const running = run([script('sleeps', 'exec sleep 60')], { signal: stop.signal });
    setImmediate(() => stop.abort());
    expect(await running).toMatchObject({ state: 'unknown' });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
