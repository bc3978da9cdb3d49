import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CheckRunner } from '@/agent/checks/check-runner';
import { CheckStore } from '@/agent/checks/check-store';
import type { Sample } from '@/agent/collectors/report-sink';
import type { CheckHistoryEntry } from '@/common/domain/check-report';
import type { Json } from '@/common/json';
import { seededRandom } from '@/common/random';
import { FakeClock } from '@/tests/support/fake-clock';
import { QuietLog } from '@/tests/support/quiet-log';
import { checkPack, language, surroundings } from './check-file';

const FILES = {
  value: 'summary: A value\nwarning_if: "{{collector.a.b}} > 5"\ninterval: 10s\nattempts: 2',
  other: 'summary: Not here\nif_group: bsd\nwarning_if: "1"',
  beat: 'summary: A backup\npassive: true\nexpect_every: 10m\ngrace: 1m',
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-checks-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The checks of one run of an agent, under a clock that the test moves. */
class Running {
  readonly clock = new FakeClock();
  readonly log = new QuietLog();
  readonly samples: Sample[] = [];
  /** The checks of which something was told, in this order. */
  readonly told: string[] = [];
  /** What was told of checks that are not there any more. */
  readonly ended: CheckHistoryEntry[] = [];
  readonly runner: CheckRunner;
  data: Json = { a: { b: 1 } };
  groups: ReadonlySet<string> = new Set(['linux']);

  constructor(files: Readonly<Record<string, string>> = FILES) {
    this.runner = new CheckRunner({
      clock: this.clock,
      random: seededRandom(7),
      log: this.log,
      evaluator: { language, surroundings: surroundings(() => this.data, this.clock) },
      groups: () => this.groups,
      sink: { samples: (_atMs, samples) => void this.samples.push(...samples) },
      store: new CheckStore(join(directory, 'checks.json'), this.log),
      searchPath: process.env.PATH ?? '',
      onChange: ({ id }) => void this.told.push(id),
      onEnd: (events) => void this.ended.push(...events),
    });
    this.runner.load([checkPack(files)]);
    this.runner.start();
  }

  /** As an agent does: the collector every ten seconds. */
  async collect(times: number): Promise<void> {
    for (let at = 0; at < times; at++) {
      this.runner.collectorRan('a');
      await this.clock.advance(10_000);
    }
  }
}

describe('the checks of an agent', () => {
  test('run right after the collector that they read from', async () => {
    const agent = new Running();
    await agent.collect(3);
    const { runs } = agent.runner.report('value');
    agent.data = { a: { b: 9 } };
    agent.runner.collectorRan('a');
    await agent.clock.advance(60);
    expect(agent.runner.report('value')).toMatchObject({
      runs: runs + 1,
      state: 'ok',
      soft: { state: 'warning', attempt: 1 },
    });
    await agent.collect(2);
    expect(agent.runner.report('test.value')).toMatchObject({ state: 'warning', soft: null });
    expect(agent.runner.history().map(({ kind }) => kind)).toEqual(['state', 'state']);
  });

  test('are looked at again as soon as the node comes into a group, or leaves it', async () => {
    const agent = new Running({
      ...FILES,
      other: 'summary: Elsewhere\nif_group: linux & !bsd\nwarning_if: "1"\ninterval: 1h',
      beat: `${FILES.beat}\nif_group: bsd`,
    });
    await agent.clock.advance(6_000);
    expect(agent.runner.report('other')).toMatchObject({ applies: true, state: 'warning' });
    expect(agent.runner.report('beat')).toMatchObject({
      applies: false,
      reason: 'this node is not in the group bsd',
    });
    agent.groups = new Set(['linux', 'bsd']);
    agent.runner.groupsChanged();
    await agent.clock.advance(200);
    expect(agent.runner.report('other')).toMatchObject({
      applies: false,
      state: 'pending',
      reason: 'the groups of this node do not fit linux & !bsd',
    });
    expect(agent.runner.report('beat').applies).toBe(true);
    agent.groups = new Set(['linux']);
    agent.runner.groupsChanged();
    await agent.clock.advance(200);
    expect(agent.runner.report('other')).toMatchObject({ applies: true, state: 'warning' });
  });

  test('run at once when somebody asks, unless others run them', async () => {
    const agent = new Running();
    await agent.clock.advance(4_000);
    agent.data = { a: { b: 9 } };
    expect(await agent.runner.run('value')).toMatchObject({ soft: { state: 'warning' } });
    await expect(agent.runner.run('beat')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(agent.runner.run('valeu')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('Did you mean test.value?'),
    });
  });

  test('that know nothing yet try again as soon as a collector has data', async () => {
    const agent = new Running({
      slow: `${FILES.value.replace('10s', '60s')}\nfor: 1m`.replace('attempts: 2\n', ''),
    });
    agent.data = {};
    await agent.clock.advance(4_000);
    expect(agent.runner.report('slow')).toMatchObject({ state: 'pending', runs: 1 });
    agent.data = { a: { b: 1 } };
    agent.runner.collectorRan('a');
    await agent.clock.advance(60);
    expect(agent.runner.report('slow')).toMatchObject({ state: 'ok', runs: 2 });
    agent.runner.collectorRan('a');
    await agent.clock.advance(60);
    expect(agent.runner.report('slow').runs).toBe(2);
  });

  test('run once an interval, however often their collectors do', async () => {
    const agent = new Running();
    for (let at = 0; at < 100; at++) {
      agent.runner.collectorRan('a');
      await agent.clock.advance(1_000);
    }
    expect(agent.runner.report('value').runs).toBeLessThanOrEqual(13);
  });

  test('run by themselves when their collectors do not, and say what is missing', async () => {
    const agent = new Running();
    agent.data = {};
    await agent.clock.advance(60_000);
    expect(agent.runner.report('value')).toMatchObject({
      state: 'unknown',
      output: expect.stringContaining('collector has no value “a”'),
    });
  });

  test('that are not for this machine say why, and have no state', async () => {
    const agent = new Running();
    await agent.clock.advance(30_000);
    expect(agent.runner.report('other')).toMatchObject({
      applies: false,
      reason: 'this node is not in the group bsd',
      state: 'pending',
    });
  });

  test('explain themselves by their expressions', async () => {
    const { parts } = await new Running().runner.explain('value');
    expect(parts).toMatchObject([
      {
        key: 'warning_if',
        explanation: {
          outcome: { is: 'value', isTrue: false },
          root: {
            children: [{ outcome: { value: 1 }, origin: { source: 'collector of a test' } }],
          },
        },
      },
    ]);
  });

  test('whose conditions go are for this machine again', async () => {
    const agent = new Running({ value: `${FILES.value}\nif_group: bsd` });
    await agent.collect(1);
    expect(agent.runner.report('value').applies).toBe(false);
    agent.runner.load([checkPack(FILES)]);
    await agent.runner.run('value');
    expect(agent.runner.report('value').applies).toBe(true);
  });

  test('are found by a name that others have too where these are not for this machine', async () => {
    const agent = new Running();
    const named = (pack: string, files: Readonly<Record<string, string>>) => {
      const { files: kinds, ...rest } = checkPack(files);
      const checks = kinds.checks.map((file) => ({ ...file, pack }));
      return { ...rest, name: pack, files: { ...kinds, checks } };
    };
    const here = named('one', { value: FILES.value });
    agent.runner.load([here, named('two', { value: FILES.other })]);
    expect(() => agent.runner.report('value')).toThrow(
      'Several packs have a check value: name one of one.value, two.value.',
    );
    await agent.collect(1);
    await agent.runner.run('two.value');
    expect(agent.runner.report('value').id).toBe('one.value');
    agent.runner.load([here, named('two', { value: FILES.value })]);
    await agent.runner.run('two.value');
    expect(() => agent.runner.report('value')).toThrow('name one of one.value, two.value.');
  });

  test('are found by their names, and otherwise the right one is proposed', () => {
    const { runner } = new Running();
    expect(runner.report('beat').id).toBe('test.beat');
    expect(() => runner.report('test.vlaue')).toThrow('Did you mean test.value?');
  });

  test('a file that is wrong is logged and takes no other with it', () => {
    const { runner, log } = new Running({ ...FILES, bad: 'summary: x\nwarning_if: "1 +"' });
    expect(runner.reports().map(({ name }) => name)).toEqual(['value', 'other', 'beat']);
    expect(log.lines).toMatchObject([{ level: 'error', message: 'check cannot be loaded' }]);
  });
});

describe('a problem whose check goes', () => {
  const files = { value: 'summary: A value\nif_group: web\ncritical_if: "{{collector.a.b}} > 5"' };
  const ended = { check: 'test.value', kind: 'state', from: 'critical', to: 'pending' };

  async function inTrouble(): Promise<Running> {
    const agent = new Running(files);
    agent.groups = new Set(['web']);
    agent.data = { a: { b: 9 } };
    await agent.collect(2);
    expect(agent.runner.report('value').state).toBe('critical');
    agent.told.length = 0;
    return agent;
  }

  test('with its group has an end, which says why', async () => {
    const agent = await inTrouble();
    agent.groups = new Set();
    agent.runner.groupsChanged();
    await agent.clock.advance(1_000);
    expect(agent.runner.report('value')).toMatchObject({ state: 'pending', applies: false });
    const output = 'not checked any more: this node is not in the group web';
    expect(agent.runner.history().at(-1)).toMatchObject({ ...ended, output });
    expect(agent.told).toContain('test.value');
    await agent.collect(3);
    expect(agent.runner.history().filter(({ output: said }) => said === output)).toHaveLength(1);
  });

  test('with its pack has an end, which says why', async () => {
    const agent = await inTrouble();
    agent.runner.load([]);
    const output = 'not checked any more: its pack or its file is not in force here any more';
    expect(agent.ended).toEqual([expect.objectContaining({ ...ended, output })]);
    expect(agent.runner.history().at(-1)).toMatchObject({ ...ended, output });
    agent.runner.load([]);
    expect(agent.ended).toHaveLength(1);
  });

  test('while its agent is away has an end as soon as the agent is back', async () => {
    (await inTrouble()).runner.stop();
    const second = new Running({ other: FILES.other });
    expect(second.ended).toEqual([expect.objectContaining(ended)]);
  });

  test('is not told of twice, and one that is well goes with the same words', async () => {
    const agent = new Running({ value: FILES.value });
    await agent.collect(2);
    agent.runner.load([]);
    agent.runner.load([checkPack({ value: FILES.value })]);
    agent.runner.load([]);
    expect(agent.ended).toMatchObject([{ from: 'ok', to: 'pending' }]);
  });
});

describe('results that are told', () => {
  test('are the state of a passive check, and of no other', () => {
    const { runner } = new Running();
    expect(runner.tell('beat', { state: 'warning', output: 'slow' })).toMatchObject({
      state: 'warning',
      output: 'slow',
    });
    expect(() => runner.tell('value', { state: 'ok', output: '' })).toThrow('runs by itself');
  });

  test('are refused where the check is not for this machine', async () => {
    const agent = new Running({ beat: `${FILES.beat}\nif_group: bsd` });
    await agent.clock.advance(60_000);
    expect(() => agent.runner.tell('beat', { state: 'ok', output: '' })).toThrow(
      'The check test.beat is not for this node: this node is not in the group bsd.',
    );
  });

  test('a heartbeat that does not come is critical, once, until it comes again', async () => {
    const agent = new Running();
    agent.runner.tell('beat', { state: 'ok', output: 'done' });
    agent.clock.jumpWall(86_400_000);
    await agent.clock.advance(11 * 60_000 - 5_000);
    expect(agent.runner.report('beat').state).toBe('ok');
    await agent.clock.advance(60_000);
    expect(agent.runner.report('beat')).toMatchObject({
      state: 'critical',
      output: expect.stringMatching(/^nothing heard for 11 min.*, expected every 10 min$/),
    });
    await agent.clock.advance(3_600_000);
    expect(agent.runner.history().filter(({ check }) => check === 'test.beat')).toHaveLength(2);
    expect(agent.runner.tell('beat', { state: 'ok', output: '' }).state).toBe('ok');
  });
});

describe('the watchdog', () => {
  test('reports a check that no longer runs, here for others that take all the room', async () => {
    const hogs = [1, 2, 3, 4].map((at) => [
      `hog${at}`,
      'summary: Takes long\nrun: [sleep, "1000"]\ntimeout: 1d',
    ]);
    const quick = 'summary: Quick\nrun: ["true"]\ninterval: 10s\ntimeout: 1s';
    const agent = new Running({ ...Object.fromEntries(hogs), quick });
    await agent.clock.advance(90_000);
    expect(agent.runner.report('quick').state).toBe('stale');
    expect(agent.log.lines.filter(({ message }) => message.includes('not run'))).toEqual([
      { level: 'warn', message: 'a check does not run any more', fields: { check: 'test.quick' } },
    ]);
    agent.runner.stop();
  });

  test('lets a check of a short interval be, as long as it runs', async () => {
    const agent = new Running({ fast: 'summary: Fast\nwarning_if: "False"\ninterval: 1s' });
    await agent.clock.advance(120_000);
    expect(agent.runner.history()).toHaveLength(1);
    expect(agent.runner.report('fast').state).toBe('ok');
  });

  test('takes no pause of the whole machine for a check that does not run', async () => {
    const agent = new Running();
    await agent.collect(2);
    agent.clock.freeze(3_600_000);
    await agent.clock.advance(1);
    expect(agent.runner.report('value').state).toBe('ok');
  });
});

describe('over a restart', () => {
  test('states, attempts and history stay, and monotonic time begins anew', async () => {
    const first = new Running();
    await first.clock.advance(5_000);
    first.data = { a: { b: 9 } };
    await first.clock.advance(13_000);
    const before = first.runner.report('value');
    expect(before.soft).toMatchObject({ attempt: 1 });
    first.runner.stop();

    const second = new Running();
    expect(second.runner.report('value')).toMatchObject({
      state: 'ok',
      sinceMs: before.sinceMs,
      soft: { state: 'warning', attempt: 1 },
    });
    expect(second.runner.history()).toEqual(first.runner.history());
    second.data = { a: { b: 9 } };
    await second.collect(1);
    expect(second.runner.report('value').state).toBe('warning');
  });

  test('data that are on their way neither end a problem nor make one', async () => {
    const files = {
      rate: 'summary: x\ncritical_if: "{{collector.a.rate}} > 5"\ninterval: 10s',
      there: 'summary: x\nif: "{{collector.a.up}} > 0"\ncritical_if: "{{collector.a.rate}} > 5"',
    };
    const first = new Running(files);
    first.data = { a: { up: 1, rate: 9 } };
    await first.collect(3);
    expect(first.runner.reports()).toMatchObject([{ state: 'critical' }, { state: 'critical' }]);
    first.runner.stop();

    const second = new Running(files);
    second.data = {};
    const held = () => second.runner.reports().map(({ state, sinceMs }) => ({ state, sinceMs }));
    const before = held();
    await second.clock.advance(20_000);
    expect(held()).toEqual(before);
    second.data = { a: { up: 1 } };
    await second.collect(1);
    expect(held()).toEqual(before);
    second.data = { a: { up: 1, rate: 1 } };
    await second.collect(1);
    expect(second.runner.report('rate').state).toBe('ok');
    expect(second.runner.history().map(({ kind }) => kind)).not.toContain('stale');
  });

  test('data that do not come within a minute are missing after all', async () => {
    const first = new Running();
    first.data = { a: { b: 9 } };
    await first.collect(3);
    expect(first.runner.report('value').state).toBe('warning');
    first.runner.stop();
    const second = new Running();
    second.data = {};
    await second.clock.advance(90_000);
    expect(second.runner.report('value').state).toBe('unknown');
  });

  test('a change is on disk within two seconds, without a stop', async () => {
    const agent = new Running();
    agent.runner.tell('beat', { state: 'critical', output: 'x' });
    await agent.clock.advance(2_000);
    expect(new Running().runner.report('beat').state).toBe('critical');
  });

  test('what is damaged is left out, and nothing else with it', async () => {
    const agent = new Running();
    await agent.clock.advance(5_000);
    agent.runner.tell('beat', { state: 'critical', output: 'x' });
    agent.runner.stop();
    const path = join(directory, 'checks.json');
    const whole = JSON.parse(readFileSync(path, 'utf8'));
    whole.checks['test.value'].state = 'confused';
    writeFileSync(path, JSON.stringify(whole));
    const second = new Running();
    expect(second.runner.report('value').state).toBe('pending');
    expect(second.runner.report('beat').state).toBe('critical');
    writeFileSync(path, JSON.stringify(whole).slice(0, 100));
    expect(new Running().runner.report('beat').state).toBe('pending');
  });

  test('packs that are read again keep the states', async () => {
    const agent = new Running();
    agent.runner.tell('beat', { state: 'critical', output: 'x' });
    agent.runner.load([checkPack({ beat: FILES.beat })]);
    expect(agent.runner.reports()).toMatchObject([{ id: 'test.beat', state: 'critical' }]);
  });

  test('a check that goes and comes back begins anew, and not as the agent was started with', async () => {
    const first = new Running();
    first.runner.tell('beat', { state: 'critical', output: 'x' });
    first.runner.stop();
    const agent = new Running();
    agent.runner.tell('beat', { state: 'ok', output: 'y' });
    agent.runner.load([]);
    agent.runner.load([checkPack(FILES)]);
    expect(agent.runner.report('beat').state).toBe('pending');
  });

  test('what a run says of a definition that is gone meanwhile is not taken for the new one', async () => {
    const agent = new Running();
    const changed = 'summary: A value\nwarning_if: "{{collector.a.b}} > 50"\nok_output: "low"';
    agent.data = { a: { b: 9 } };
    const run = agent.runner.run('value');
    agent.runner.load([checkPack({ ...FILES, value: changed })]);
    await run;
    expect(agent.runner.report('value')).toMatchObject({ runs: 1, state: 'ok', output: 'low' });
  });

  test('a check that goes while it runs is told of no more', async () => {
    const agent = new Running();
    agent.data = { a: { b: 9 } };
    const run = agent.runner.run('value').catch(() => undefined);
    agent.told.length = 0;
    agent.runner.load([]);
    await run;
    await agent.clock.advance(60_000);
    expect(agent.told).toEqual([]);
  });
});
