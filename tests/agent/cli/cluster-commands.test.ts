import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BuiltAgent, type Ended, exitOf } from './built-agent';

/** Three agents on this machine: `one` and `two` are started at once, `three` when a test wants it. */
let built: BuiltAgent;
const data = (name: string) => join(built.directory, name);
const on = (name: string, ...words: string[]): Promise<Ended> =>
  built.run([...words, '--data', data(name)]);
const json = async (name: string, ...words: string[]) =>
  JSON.parse((await on(name, ...words, '--json')).stdout);

/** Of the loopback network, and nobody else's: agents of other tests do not find it. */
const HOST = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
const EASY = ['--gossip-profile', 'local', '--gossip-listen', HOST];
async function start(name: string, ...words: string[]) {
  return built.startAt(data(name), '--name', name, ...EASY, ...words);
}
const addressOf = async (name: string) => {
  const { body } = await built.callAt(data(name), 'GET', '/v1/cluster');
  return (body as { address: string }).address;
};

let first: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  built = new BuiltAgent().build();
  built.collector('fine', `return { kind: 'data', data: { value: 41.25 } };`);
  first = await start('one', '--groups', 'web,prod');
  await start('two', '--groups', 'db', '--gossip-seeds', await addressOf('one'));
}, 60_000);
afterAll(() => built.end());

describe('waiting', () => {
  test('ends when the members are there, and says which', async () => {
    const waited = await on('one', 'gossip', 'wait-members', '--count', '2', '--timeout', '20');
    expect(waited).toMatchObject({ code: 0, stderr: '' });
    expect(waited.stdout).toMatch(/● alive: one, two|two, one/);
    const group = await json('one', 'gossip', 'wait-members', '--group', 'db', '--timeout', '20s');
    expect(group).toMatchObject([{ card: { name: 'two', groups: ['db'] } }]);
    expect((await on('two', 'gossip', 'wait-members', '--display-name', 'one')).code).toBe(0);
  });

  test('ends with 2 when they are not, and says how many there were', async () => {
    const waited = await on('one', 'gossip', 'wait-members', '--count', '3', '--timeout', '0.3');
    expect(waited).toMatchObject({ code: 2, stdout: '' });
    expect(waited.stderr).toBe('opsbro: 2 instead of 3 alive members after 300 ms\n');
    const dead = await on('one', 'gossip', 'wait-members', '--state', 'dead', '--timeout', '0');
    expect(dead.code).toBe(2);
  });
});

describe('the list of members', () => {
  test('is one row each, with who tells it, at both spellings', async () => {
    for (const words of [['gossip', 'members'], ['members']]) {
      const { code, stdout } = await on('one', ...words);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^one \(here\) +● alive .* prod, web /m);
      expect(stdout).toMatch(/^two +● alive .* db /m);
      expect(stdout).toContain('● 2 alive  zone default, without a key\n');
      expect(stdout).not.toContain('\u001b');
    }
  });

  test('says everything with --detail, and to scripts with --json', async () => {
    const { stdout } = await on('one', 'gossip', 'members', '--detail', '--group', 'db');
    expect(stdout).toMatch(/^two {2}● alive\n {2}id +[a-z2-7]{26}$/m);
    expect(stdout).not.toContain('one (here)');
    expect(stdout).toContain('1 not shown; ● 2 alive');
    const members = await json('one', 'members');
    expect(members.map((each: { card: { name: string } }) => each.card.name)).toEqual([
      'one',
      'two',
    ]);
  });

  test('and its history', async () => {
    expect((await on('one', 'gossip', 'history')).stdout).toMatch(/two +\+ joined/);
    const history = await json('one', 'gossip', 'history');
    expect(history).toContainEqual(expect.objectContaining({ name: 'two', change: 'joined' }));
  });
});

describe('ping and join', () => {
  test('a ping of who is there ends with 0, of nobody with 2', async () => {
    expect(await on('one', 'gossip', 'ping', 'two')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^two is ● alive, it answered in \d/),
    });
    expect(await on('one', 'gossip', 'ping', 'nobody')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no member nobody'),
    });
  });

  test('a join of who is there ends with 0, of nobody with 2', async () => {
    const seed = await addressOf('one');
    expect(await on('two', 'gossip', 'join', seed)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Joining ${seed}: OK`),
    });
    expect(await on('two', 'join', '127.0.0.1:9')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Joining 127.0.0.1:9: FAILED, '),
    });
  });
});

test('a seed is added to the file, and joined at once', async () => {
  const seed = await addressOf('one');
  const added = await on('two', 'agent', 'parameters', 'add', 'seeds', seed);
  expect(added.stdout).toContain(`gossip.seeds has ${seed} now.`);
  expect(added.stdout).toContain(`Joining ${seed}: OK`);
  expect(readFileSync(join(data('two'), 'agent.yaml'), 'utf8')).toContain(seed);
  expect((await on('two', 'agent', 'parameters', 'remove', 'seeds', seed)).code).toBe(0);
});

test('agent info says how it takes part in the cluster', async () => {
  expect((await on('one', 'agent', 'info')).stdout).toMatch(
    /^cluster +zone default at [\d.]+:\d+, without a key {2}● 2 alive$/m,
  );
});

describe('events', () => {
  test('are told by one and waited for by the other', async () => {
    const waiting = on('two', 'gossip', 'events', 'wait', 'deploy', '--timeout', '20');
    expect((await on('one', 'gossip', 'events', 'add', 'deploy', '--payload', 'v7')).code).toBe(0);
    const { code, stdout } = await waiting;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^deploy of one at .* UTC: v7\n$/),
    });
  });

  test('one that nobody told ends with 2, and one that is none is refused', async () => {
    expect(await on('two', 'gossip', 'events', 'wait', 'never', '--timeout', '0.2')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no event never within 200 ms'),
    });
    expect(
      (await on('two', 'gossip', 'events', 'wait', 'deploy', '--new', '--timeout', '0')).code,
    ).toBe(2);
    expect((await on('one', 'gossip', 'events', 'add', 'two words')).code).toBe(2);
  });

  test('expressions count members and see events', async () => {
    expect((await on('one', 'evaluator', 'eval', 'gossip_count_nodes()')).stdout).toContain('2');
    expect((await on('one', 'evaluator', 'eval', "gossip_get_zone('two')")).stdout).toContain(
      'default',
    );
    const seen = await on('two', 'evaluator', 'eval', "gossip_have_event_type('deploy')");
    expect(seen.stdout).toContain('True');
  });
});

describe('keys and zones', () => {
  test('keygen prints a key of 32 bytes, another each time', async () => {
    const { stdout: one } = await built.run(['keygen']);
    const { stdout: other } = await built.run(['keygen']);
    expect(Buffer.from(one.trim(), 'base64')).toHaveLength(32);
    expect(one).not.toBe(other);
  });

  test('a key is made, not overwritten unless told to, and imported elsewhere', async () => {
    const away = data('away');
    const words = ['gossip', 'zone', 'key', 'generate', '--zone', 'paris', '--data', away];
    const made = await built.run(words);
    expect(made).toMatchObject({ code: 0 });
    const file = join(away, 'gossip/paris.key');
    expect(made.stdout).toContain(`${file}: a new key of the zone paris.`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const key = readFileSync(file, 'utf8');
    for (const line of key.split('\n').filter((each) => each.startsWith('use '))) {
      expect(made.stdout).not.toContain(line.slice(4));
    }
    expect(await built.run(words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is there already; --erase'),
    });
    expect(readFileSync(file, 'utf8')).toBe(key);

    const imported = await built.run([
      'zone',
      'key',
      'import',
      '--zone',
      'paris',
      '--key-file',
      file,
      '--data',
      data('there'),
    ]);
    expect(imported.code).toBe(0);
    expect(readFileSync(join(data('there'), 'gossip/paris.key'), 'utf8')).toBe(key);
    const master = join(built.directory, 'paris.master.key');
    const erased = await built.run([...words, '--erase', '--master-key', master]);
    expect(erased.code).toBe(0);
    expect(readFileSync(master, 'utf8')).toContain('PRIVATE KEY');
    expect(readFileSync(file, 'utf8')).toMatch(/^master /m);
  });

  test('what is no key is refused with what one looks like', async () => {
    const file = join(built.directory, 'bad.key');
    writeFileSync(file, 'c2hvcnQ=\n');
    const words = ['gossip', 'zone', 'key', 'import', '--zone', 'rome', '--key-file', file];
    const { code, stderr } = await built.run([...words, '--data', data('away')]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('32 bytes') });
    expect(existsSync(join(data('away'), 'gossip/rome.key'))).toBe(false);
  });

  test('the zone is changed in the file, and in the agent that runs', async () => {
    const child = await start('three');
    expect((await on('three', 'zone', 'change', 'Big Paris')).code).toBe(2);
    const { code, stdout } = await on('three', 'zone', 'change', 'paris');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('The agent that runs is in it as well.'),
    });
    expect(readFileSync(join(data('three'), 'agent.yaml'), 'utf8')).toBe('zone: paris\n');
    await vi.waitUntil(
      async () => (await json('three', 'gossip', 'zone', 'list'))[0]?.members === 1,
      {
        timeout: 15_000,
      },
    );
    expect((await on('three', 'gossip', 'zone', 'list')).stdout).toMatch(
      /^paris +ours +○ none +1$/m,
    );
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
  });
});

describe('who goes', () => {
  test('killed is dead to the others with why; back with its folder it is the same member', async () => {
    const id = (await json('one', 'gossip', 'members'))[0].card.id;
    const before = (await json('two', 'gossip', 'members', '--state', 'alive')).length;
    expect(before).toBe(2);
    first.kill('SIGKILL');
    await exitOf(first);
    const waited = await on(
      'two',
      'gossip',
      'wait-members',
      '--name',
      id,
      '--state',
      'dead',
      '--timeout',
      '30',
    );
    expect(waited.code).toBe(0);
    const { stdout } = await on('two', 'gossip', 'members');
    expect(stdout).toMatch(/^one +▲ dead .*two (did not reach it|found nobody listening)/m);
    first = await start('one', '--groups', 'web,prod');
    expect(
      (await on('two', 'gossip', 'wait-members', '--name', 'one', '--timeout', '30')).code,
    ).toBe(0);
    expect((await json('two', 'gossip', 'members')).length).toBe(2);
    expect((await on('two', 'gossip', 'history')).stdout).toMatch(/one +● returned/);
  }, 60_000);

  test('another takes the master key to leave; oneself does not', async () => {
    const refused = await on('one', 'gossip', 'leave', 'two');
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--master-key FILE'),
    });
    const left = await on('one', 'leave');
    expect(left).toMatchObject({ code: 0, stdout: 'one has left the zone default.\n' });
    expect(
      (await on('two', 'gossip', 'wait-members', '--state', 'left', '--timeout', '20')).code,
    ).toBe(0);
    const { code, stderr } = await on('one', 'gossip', 'members');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('has left its cluster'),
    });
  }, 40_000);
});

test('without an agent all of them end with 1', async () => {
  for (const words of [['members'], ['gossip', 'ping', 'x'], ['gossip', 'wait-members']]) {
    expect((await on('nowhere', ...words)).code).toBe(1);
  }
});

describe("the original's paths", () => {
  const get = async (path: string) => (await built.callAt(data('two'), 'GET', path)).body;

  test('answer in its shapes', async () => {
    const members = (await get('/agent/members')) as Record<string, Record<string, unknown>>;
    const two = Object.values(members).find((node) => node.display_name === 'two');
    expect(two).toMatchObject({
      zone: 'default',
      is_proxy: expect.any(Boolean),
      groups: ['db'],
      state: 'alive',
    });
    expect(two?.addr).toBe(HOST);
    expect(await get('/agent/members/history')).toContainEqual(
      expect.objectContaining({
        entries: expect.arrayContaining([
          expect.objectContaining({
            type: 'node-state-change',
            old_state: 'unknown',
            state: 'alive',
          }),
        ]),
      }),
    );
    expect(await get('/agent/query/guess/two')).toMatchObject({ display_name: 'two' });
    expect(await get('/agent/ping/two')).toEqual({ state: 'alive' });
    expect(await get('/agent/ping/nobody')).toMatchObject({ error: expect.any(String) });
    expect(await get('/agent/zones')).toMatchObject({ default: { is_our_zone: true } });
    expect(await get('/agent/event/deploy')).toMatchObject({ payload: { type: 'deploy' } });
    expect(await get('/agent/event/never')).toBeNull();
    expect(await get('/agent/join/127.0.0.1:9')).toBe(false);
    const { body } = await built.callAt(data('two'), 'POST', '/agent/event', 'event_type=sync');
    expect(body).toBe(true);
  });

  test('that would let anybody speak for others are refused with a reason', async () => {
    const { status, body } = await built.callAt(data('two'), 'GET', '/agent/push-pull?msg=%7B%7D');
    expect(status).toBe(403);
    expect(JSON.stringify(body)).toContain('gossip port alone');
    const expelled = await built.callAt(data('two'), 'GET', '/agent/leave/one');
    expect(expelled.status).toBe(403);
  });
});
