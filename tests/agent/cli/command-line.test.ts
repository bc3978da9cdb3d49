import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '@/agent/cli/command-list';
import { startCommand } from '@/agent/cli/find-agent';
import { printHelp } from '@/agent/cli/help';
import manifest from '../../../package.json' with { type: 'json' };
import { BuiltAgent } from './built-agent';

let built: BuiltAgent;
beforeAll(() => {
  built = new BuiltAgent().build();
  built.collector('fine', `return { kind: 'data', data: { value: 41.25, os: { name: 'x' } } };`);
  built.collector('bad', `throw new Error('cannot read /proc/bad');`);
});
afterAll(() => built.end());

test('every file below commands/ is a command of that path, and the other way round', async () => {
  const folder = join(import.meta.dirname, '../../../agent/cli/commands');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, '').replaceAll(sep, ' '));
  expect(Object.keys(COMMANDS).sort()).toEqual(files.sort());
  for (const [path, load] of Object.entries(COMMANDS)) {
    expect((await load()).default.path).toBe(path);
    expect((await load()).default.summary).toMatch(/^[A-Z].*\.$/);
  }
});

test('it runs without node_modules and says its version', async () => {
  expect(existsSync(join(built.directory, 'node_modules'))).toBe(false);
  expect(await built.run(['version'])).toEqual({
    code: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
  const { stdout } = await built.run(['version', '--json']);
  expect(JSON.parse(stdout)).toEqual({ version: manifest.version });
});

describe('help', () => {
  test('alone it lists every command', async () => {
    const { code, stdout } = await built.run([]);
    expect(code).toBe(0);
    for (const path of Object.keys(COMMANDS)) expect(stdout).toContain(`  ${path}`);
    expect(stdout).not.toContain('opsbro server');
  });

  test('where a server is installed too, it says so', async () => {
    const lines: string[] = [];
    const out = { line: (text = '') => lines.push(text), paint: (_: string, text: string) => text };
    await printHelp(out, '', true);
    expect(lines.join('\n')).toMatch(/^server\n {2}server … +Look after the server/m);
  });

  test('a topic lists its own', async () => {
    const { code, stdout } = await built.run(['collectors']);
    expect(code).toBe(0);
    expect(stdout).toContain('collectors wait-ok NAME');
    expect(stdout).not.toContain('agent start');
  });

  test('a command explains its options', async () => {
    const { code, stdout } = await built.run(['agent', 'start', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--outbox-max-age');
    expect(stdout).toContain('--data');
  });
});

describe('misuse ends with 2 and says what was meant', () => {
  test.each([
    [
      ['collectors', 'lsit'],
      'There is no command "collectors lsit". Did you mean "opsbro collectors list"?',
    ],
    [['colectors'], 'Did you mean "opsbro collectors"?'],
    [['constructor'], 'There is no command "constructor".'],
    [['collectors', 'list', '--jsno'], `Unknown option '--jsno'; did you mean --json?`],
    [['collectors', 'run'], `Missing required argument 'name'`],
    [['agent', 'print'], `Missing required argument 'what': expected one of id, public-key`],
    [['version', 'extra'], 'Too many arguments'],
    [['agent', 'join', 'ops1.abc.def.ghi@h:1'], 'A join string is a secret, and every user'],
    [['agent', 'print', 'colour'], 'what: expected one of id, public-key'],
    [
      ['collectors', 'wait-ok', 'x', '--timeout', 'soon'],
      '--timeout: expected a duration such as 10s',
    ],
    [['agent', 'info', '--data'], 'argument missing'],
  ])('%j', async (words, sentence) => {
    const { code, stdout, stderr } = await built.run(words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('configuration', () => {
  test('a mistake ends with 78 and names the file, the line, the key and the form', async () => {
    const file = join(built.directory, 'wrong.yaml');
    writeFileSync(file, 'name: web\ncollectors:\n  fine: { interval: 5 }\n');
    const { code, stderr } = await built.on('agent', 'start', '--config', file);
    expect(code).toBe(78);
    expect(stderr).toContain(
      `${file} line 3: collectors.fine.interval: expected a duration such as 10s`,
    );
    expect(existsSync(built.data)).toBe(false);
  });

  test('what crosses a network in the clear is refused', async () => {
    const { code, stderr } = await built.on(
      'agent',
      'start',
      '--server',
      'ws://opsbro.example.org',
    );
    expect(code).toBe(78);
    expect(stderr).toContain('The flag --server: server: expected empty, or the address');
  });
});

describe('without an agent', () => {
  test.each([[['agent', 'info']], [['collectors', 'list']], [['agent', 'stop']]])(
    '%j fails with one sentence that says how to start one',
    async (words) => {
      const { code, stderr } = await built.on(...words);
      expect(code).toBe(1);
      expect(stderr).toBe(
        `opsbro: No agent answers for ${built.data}; start one with "opsbro agent start --data ${built.data}".\n`,
      );
    },
  );

  test('in a checkout the advice is npm start, unless a data directory was named', () => {
    const currentDirectory = mkdtempSync(join(built.directory, 'checkout-'));
    const environment = { opsbro: {}, noColor: true };
    expect(startCommand({ environment, currentDirectory })).toBe(
      'opsbro agent start --data /var/lib/opsbro',
    );
    for (const file of ['agent/main.ts', 'scripts/start.mjs']) {
      mkdirSync(join(currentDirectory, file, '..'));
      writeFileSync(join(currentDirectory, file), '');
    }
    expect(startCommand({ environment, currentDirectory })).toBe('npm start');
    expect(startCommand({ environment, currentDirectory, data: '/srv/a' })).toBe(
      'opsbro agent start --data /srv/a',
    );
  });

  test('OPSBRO_DATA names it as well, and the flag outranks it', async () => {
    const variables = { OPSBRO_DATA: '/tmp/of-the-variable' };
    expect((await built.run(['agent', 'info'], variables)).stderr).toContain(
      '/tmp/of-the-variable',
    );
    const { stderr } = await built.run(['agent', 'info', '--data', '/tmp/of-the-flag'], variables);
    expect(stderr).toContain('/tmp/of-the-flag');
    expect(stderr).not.toContain('of-the-variable');
  });

  test('a collector runs in the command itself', async () => {
    const variables = { OPSBRO_PACKS: built.packs };
    const fine = await built.run(['collectors', 'run', 'fine', '--data', built.data], variables);
    expect(fine.code).toBe(0);
    expect(fine.stdout).toContain(
      'collector.fine.os.name = "x"\ncollector.fine.value = 41.25 percent\n',
    );

    const bad = await built.run(['collectors', 'run', 'bad', '--data', built.data], variables);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain('▲ error');
    expect(bad.stdout).toContain('cannot read /proc/bad');

    const none = await built.run(['collectors', 'run', 'fien', '--data', built.data], variables);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('There is no collector fien. Did you mean fine?');
  });

  test('print makes the key, nothing else, and says the same ever after', async () => {
    const id = await built.on('agent', 'print', 'id');
    const key = await built.on('agent', 'print', 'public-key');
    expect(id.stdout).toMatch(/^[a-z2-7]{20,}\n$/);
    expect(Buffer.from(key.stdout.trim(), 'base64')).toHaveLength(32);
    expect(readdirSync(built.data)).toEqual(['identity']);
    expect(await built.on('agent', 'print', 'id')).toEqual(id);
  });

  test('print of what is known anyway makes nothing', async () => {
    const elsewhere = join(built.directory, 'untouched');
    const { stdout } = await built.run(['agent', 'print', 'data-directory', '--data', elsewhere]);
    expect(stdout).toBe(`${elsewhere}\n`);
    expect(existsSync(elsewhere)).toBe(false);
  });
});

describe('completion', () => {
  test('the script of bash completes topics, commands and options', async () => {
    const { stdout } = await built.run(['completion', 'bash']);
    const file = join(built.directory, 'completion.bash');
    writeFileSync(file, stdout);
    const complete = (...words: string[]) =>
      execFileSync('bash', [
        '-c',
        `source ${file}; COMP_WORDS=(opsbro ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _opsbro; echo "\${COMPREPLY[*]}"`,
      ])
        .toString()
        .trim();

    expect(complete('col')).toBe('collectors');
    expect(complete('collectors', 's')).toBe('show state');
    expect(complete('agent', 'start', '--outbox')).toBe('--outbox-max-bytes --outbox-max-age');
    expect(complete('collectors', 'list', '--j')).toBe('--json');
  });

  test.each(['zsh', 'fish'])('there is one of %s', async (shell) => {
    const { code, stdout } = await built.run(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toContain('wait-ok');
  });
});
