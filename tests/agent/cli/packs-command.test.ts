import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BuiltAgent } from './built-agent';

const MEMORY_CHECK = '# Full?\nsummary: Memory of redis\nwarning_if: 1 > 2\n';

let built: BuiltAgent;
beforeAll(() => {
  built = new BuiltAgent().build();
  write(join(built.packs, 'redis/pack.yaml'), 'name: redis\nversion: 1.2.0\nsummary: A store.\n');
  write(
    join(built.packs, 'redis/parameters.yaml'),
    [
      'port: { type: int, default: 6379, help: Where it listens., min: 1, max: 65535 }',
      'hosts: { type: strings, default: [localhost], help: Which. }',
      'password: { type: string, default: "", help: Of the server., secret: true }\n',
    ].join('\n'),
  );
  write(join(built.packs, 'redis/checks/memory.yaml'), MEMORY_CHECK);
});
afterAll(() => built.end());

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const local = (path: string) => join(built.data, 'packs/local', path);
const packs = (...words: string[]) => built.on('packs', ...words, '--packs', built.packs);
const get = async (...words: string[]) =>
  JSON.parse((await packs('parameters', 'get', ...words, '--json')).stdout);

test('a parameter is set at one level, and comments in the file survive', async () => {
  write(local('redis/parameters.yaml'), '# ours\nhosts: [a] # the first\n');
  const set = await packs('parameters', 'set', 'redis', 'port', '6380');
  expect(set).toMatchObject({ code: 0, stderr: '' });
  expect(set.stdout).toContain('within five seconds');
  expect(readFileSync(local('redis/parameters.yaml'), 'utf8')).toBe(
    '# ours\nhosts: [ a ] # the first\nport: 6380\n',
  );
  expect(await get('redis', 'port')).toMatchObject({
    value: 6380,
    level: 'local',
    place: `${local('redis/parameters.yaml')}:3:1`,
    hides: [{ level: 'core', value: 6379 }],
  });
  const weaker = await packs('parameters', 'set', 'redis', 'port', '1', '--level', 'zone');
  expect(weaker.stdout).toContain('not in force: the level local says something else');
  const { stdout } = await packs('show', 'redis');
  expect(stdout).toContain('port = 6380  local, hides zone 1, core 6379');
});

test('a parameter is not set at a level below the one that defines it', async () => {
  write(local('shop/pack.yaml'), 'name: shop\nversion: 1.0.0\nsummary: Ours.\n');
  write(local('shop/parameters.yaml'), 'full: { type: int, default: 5, help: How many. }\n');
  const refused = await packs('parameters', 'set', 'shop', 'full', '6', '--level', 'global');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('full is defined at the level local, and global is weaker');
  expect(await packs('check')).toMatchObject({ code: 0 });
  rmSync(local('shop'), { recursive: true });
});

test.each([
  [['redis', 'port', '70000'], 'port: expected a whole number from 1 to 65535, found "70000".'],
  [['redis', 'prot', '1'], 'has no parameter prot; did you mean port.'],
  [['rediss', 'port', '1'], 'There is no pack rediss; did you mean redis.'],
])('%j is refused in a sentence', async (words, sentence) => {
  const { code, stderr } = await packs('parameters', 'set', ...words);
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
});

test('the folder that npm start was given stands for the agent below it', async () => {
  const parent = join(built.directory, 'started');
  mkdirSync(join(parent, 'agent/identity'), { recursive: true });
  const words = ['packs', 'parameters', 'set', 'redis', 'port', '6390', '--packs', built.packs];
  const { stdout } = await built.run([...words, '--data', parent]);
  expect(stdout).toContain(join(parent, 'agent/packs/local/redis/parameters.yaml'));
});

test('the first words of commands list these and no others', async () => {
  const { code, stdout } = await built.run(['packs', 'parameters']);
  expect(code).toBe(0);
  expect(stdout).toContain('packs parameters set PACK');
  expect(stdout).not.toContain('packs list');
});

test('a secret is not taken from the command line, and never shown', async () => {
  const refused = await packs('parameters', 'set', 'redis', 'password', 'hunter2');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is secret') });
  write(local('redis/parameters.yaml'), 'password: hunter2\n');
  for (const words of [
    ['show', 'redis'],
    ['show', 'redis', '--json'],
    ['parameters', 'get', 'redis'],
  ]) {
    const { code, stdout } = await packs(...words);
    expect(code).toBe(0);
    expect(stdout).toContain('password');
    expect(stdout).not.toContain('hunter2');
  }
});

test('a file is copied to a stronger level with its comments, once; without one, all parameters as comments', async () => {
  const copy = await packs('overload', 'redis', 'checks/memory.yaml', '--level', 'zone');
  const path = join(built.data, 'packs/zone/redis/checks/memory.yaml');
  expect(copy).toMatchObject({ code: 0, stdout: `${path}\n` });
  expect(readFileSync(path, 'utf8')).toBe(MEMORY_CHECK);
  const again = await packs('overload', 'redis', 'checks/memory.yaml', '--level', 'zone');
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });

  const { stdout } = await packs('overload', 'redis', '--level', 'global');
  expect(readFileSync(stdout.trim(), 'utf8')).toContain('# Where it listens.\n#port: ');
  expect((await packs('check')).code).toBe(0);
});

test('a link is not followed', async () => {
  mkdirSync(local('.'), { recursive: true });
  symlinkSync('/nowhere', local('test'));
  write(join(built.packs, 'test/pack.yaml'), 'name: test\nversion: 1.0.0\nsummary: x\n');
  const { code, stderr } = await packs('overload', 'test');
  expect(code).toBe(1);
  expect(stderr).toContain('is a link, which is not followed');
});

test('what is wrong is said with file, line and column, for people and scripts', async () => {
  write(local('redis/parameters.yaml'), '\nprot: 1\n');
  const { code, stdout } = await packs('check');
  expect(code).toBe(1);
  expect(stdout).toContain(
    `${local('redis/parameters.yaml')}:2:1: prot is no parameter of the pack redis; did you mean port.`,
  );
  const { faults } = JSON.parse((await packs('check', '--json')).stdout);
  expect(faults).toHaveLength(1);
  expect((await packs('list')).stdout).toMatch(/redis +1\.2\.0 +local > zone > global > core/);
  expect((await packs('list', '--names')).stdout).toBe('redis\ntest\n');
});

test('an agent that runs has new packs after SIGHUP, and a collector that stays keeps its state; expressions see parameters', async () => {
  built.collector('fine', `return { kind: 'data', data: { value: 1 } };`);
  const child = await built.start();
  await built.on('collectors', 'wait-ok', 'fine');
  const sinceMs = async () =>
    JSON.parse((await built.on('collectors', 'show', 'fine', '--json')).stdout).sinceMs;
  const before = await sinceMs();
  built.collector('second', `return { kind: 'data', data: { value: 2 } };`);
  child.kill('SIGHUP');
  const waited = await built.on('collectors', 'wait-ok', 'second', '--timeout', '4s');
  expect(waited.code).toBe(0);
  expect(before).toBeGreaterThan(0);
  expect(await sinceMs()).toBe(before);

  const port = (...words: string[]) =>
    built.on('evaluator', 'eval', '{{parameters.port}}', ...words);
  expect(await port('--pack', 'redis')).toMatchObject({ code: 0, stdout: '1\n' });
  expect((await port('--pack', 'rediss')).stderr).toContain('did you mean redis.');
});
