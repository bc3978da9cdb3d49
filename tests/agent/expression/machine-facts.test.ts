import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loneClusterFacts } from '@/agent/expression/cluster-facts';
import { FileQuestions } from '@/agent/expression/file-questions';
import { createMachineFacts } from '@/agent/expression/machine-facts';
import { FUNCTIONS } from '@/common/expression/function-table';
import type { ClusterFacts } from '@/common/expression/host-facts';
import { Meter } from '@/common/expression/limits';
import { createProgram } from '@/common/expression/program';
import { reprOf } from '@/common/expression/show';
import { systemClock } from '@/common/node/system-clock';
import { LANGUAGE, surroundings } from '../../common/expression/evaluator';
import { FakeClock } from '../../support/fake-clock';

const cluster: ClusterFacts = {
  staticGroups: () => ['web'],
  groups: () => ['web', 'linux'],
  zone: () => 'paris',
  countNodes: ({ state }) => (state === '' ? 3 : 0),
  hasEvent: () => false,
  complianceState: () => 'COMPLIANT',
  isHostingDriverActive: () => false,
};

let root: string;
const file = (path: string, text: string) => {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'opsbro-facts-'));
  file('/etc/hostname', 'web-1\n');
  file('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nweb:x:1001:1001::/:/bin/sh\n');
  file('/etc/group', 'root:x:0:\nweb:x:1001:web\n');
  file('/etc/opsbro.json', '{"name": "opsbro", "list": [1]}');
  file('/etc/broken.json', '{');
  file(
    '/var/lib/dpkg/status',
    'Package: bash\nStatus: install ok installed\nArchitecture: amd64\n\nPackage: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\n',
  );
  symlinkSync('/etc/hostname', join(root, 'etc/link'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const environment = { LANG: 'C.UTF-8', OPSBRO_TOKEN: 'secret' };

async function asked(expression: string, given: Partial<{ cluster: ClusterFacts }> = {}) {
  const host = createMachineFacts({ cluster, environment, root, ...given });
  const around = { ...surroundings(), clock: systemClock, host };
  return reprOf(await createProgram(expression, LANGUAGE).resolve(around), new Meter());
}

const hosts = FUNCTIONS.filter(({ needs }) => needs === 'host');
const examples = hosts.flatMap((each) => each.examples);

test.each(examples)('%s gives %s', async (expression, result) => {
  expect(await asked(expression)).toBe(result);
});

describe('the machine', () => {
  test.each([
    ["grep_file('WEB-1', '/etc/hostname')", 'True'],
    ["grep_file('web-2', '/etc/hostname')", 'False'],
    ["grep_file('x', '/etc/absent')", 'False'],
    ["grep_file('x', '/etc')", 'False'],
    ["is_link('/etc/link')", 'True'],
    ["system_user_exists('web') and system_user_exists(1001)", 'True'],
    ["system_user_exists('nobody-here')", 'False'],
    ["system_userid_from_username('gone')", 'missing (there is no user gone)'],
    ['system_groupname_from_groupid(1001)', "'web'"],
    ["parse_json_file('/etc/opsbro.json')['list'][0]", '1'],
    ["is_missing(parse_json_file('/etc/broken.json'))", 'True'],
    ["parse_json_file('/etc/absent')", 'missing (/etc/absent cannot be read)'],
    ["file_hash_match('/etc/absent', 'md5', '')", 'missing (/etc/absent cannot be read)'],
    ["get_env('OPSBRO_TOKEN')", "missing (OPSBRO_TOKEN is not set in the agent's environment)"],
    ["has_package('gone')", 'False'],
    ["has_package('bash:amd64')", 'True'],
    ["has_package('--help')", 'False'],
    ["file_exists('/etc/a') or file_exists('/etc/hostname')", 'True'],
    ["file_exists('/etc/hostname') and not is_dir('/etc/hostname')", 'True'],
  ])('%s is %s', async (expression, expected) => {
    expect(await asked(expression)).toBe(expected);
  });

  test('the digest of a file is that of its bytes', async () => {
    const digest = createHash('sha512').update('web-1\n').digest('hex').toUpperCase();
    expect(await asked(`file_hash_match('/etc/hostname', 'sha512', '${digest}')`)).toBe('True');
    expect(await asked("hash('ö', 'sha1')")).toBe(
      `'${createHash('sha1').update('ö').digest('hex')}'`,
    );
    await expect(asked("hash('x', 'crc32')")).rejects.toThrow('algorithm is one of md5, sha1');
  });

  test('a port is tried for real', async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect(await asked(`check_tcp('127.0.0.1', ${port})`)).toBe('True');
    await new Promise((resolve) => server.close(resolve));
    expect(await asked(`check_tcp('127.0.0.1', ${port}, timeout=1)`)).toBe('False');
    await expect(asked("check_tcp('127.0.0.1', 70000)")).rejects.toThrow('port is from 1 to 65535');
  });

  test('what an agent on its own cannot know is missing, and says so', async () => {
    const lone = {
      cluster: loneClusterFacts(
        { static: () => ['web'], all: () => ['web', 'linux'] },
        () => false,
      ),
    };
    expect(await asked("is_in_group('web')", lone)).toBe('True');
    expect(await asked('gossip_count_nodes() > 1', lone)).toBe(
      'missing (this agent takes part in no gossip)',
    );
    expect(await asked("compliance_get_state_of_rule('x')", lone)).toContain('enforces no rules');
  });

  test('a second question with the same words is answered once', async () => {
    const host = createMachineFacts({ cluster, environment, root });
    const paths: string[] = [];
    const counted = {
      ...host,
      fileKind: (path: string, signal: AbortSignal) => {
        paths.push(path);
        return host.fileKind(path, signal);
      },
    };
    const around = { ...surroundings(), clock: systemClock, host: counted };
    const text = "file_exists('/a') or file_exists('/b') or file_exists('/a')";
    await createProgram(text, LANGUAGE).resolve(around);
    expect(paths).toEqual(['/a', '/b']);
  });
});

describe('what does not answer', () => {
  test('is missing after its time, and takes no more than two threads', async () => {
    const questions = new FileQuestions();
    const control = new AbortController();
    let answer: (value: number) => void = () => undefined;
    const never = () =>
      new Promise<number>((resolve) => {
        answer = resolve;
      });
    const hanging = [questions.ask(control.signal, never), questions.ask(control.signal, never)];
    control.abort();
    const fresh = new AbortController().signal;
    await expect(questions.ask(fresh, async () => 1)).rejects.toThrow('do not answer');
    answer(1);
    await hanging[1];
    await expect.poll(() => questions.ask(fresh, async () => 1).catch(() => 0)).toBe(1);
  });

  test('an expression goes on without it', async () => {
    const clock = new FakeClock();
    const host = {
      ...createMachineFacts({ cluster, environment, root }),
      fileKind: () => new Promise<undefined>(() => undefined),
    };
    const program = createProgram("file_exists('/net/x') or 1 == 1", LANGUAGE);
    const value = program.resolve({ ...surroundings(), clock, host });
    await clock.advance(5_000);
    expect(await value).toBe(true);
    const alone = createProgram("file_exists('/net/x')", LANGUAGE).resolve({
      ...surroundings(),
      clock,
      host,
    });
    await clock.advance(5_000);
    expect(await alone).toMatchObject({ reason: 'file_exists got no answer within 5 s' });
  });
});
