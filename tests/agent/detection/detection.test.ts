import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DetectionRig } from './detection-rig';

const OS =
  'summary: The system\nif: "{{collector.system.os}} != \'\'"\ngroups: ["{{collector.system.os}}"]';
const FILES = { os: OS };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-groups-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const rig = (files: Readonly<Record<string, string>> = FILES) => new DetectionRig(directory, files);

describe('detectors', () => {
  test('put the node into groups when their rule holds, and take it out when it does not', async () => {
    const agent = rig();
    await agent.collect('system', { os: 'linux' });
    expect(agent.groups.all()).toEqual(['linux']);
    const [card] = agent.detection.cards();
    expect(card).toMatchObject({ id: 'test.os', state: 'matched', reason: '', gives: ['linux'] });
    const sinceMs = card?.sinceMs;
    const { changes } = agent;
    await agent.collect('system', { os: 'linux' });
    expect(agent.detection.cards()[0]?.sinceMs).toBe(sinceMs);
    expect(agent.changes, 'nothing is told twice').toBe(changes);
    await agent.collect('system', { os: '' });
    expect(agent.groups.all()).toEqual([]);
    expect(agent.detection.cards()[0]).toMatchObject({ state: 'not-matched', gives: [] });
    expect(agent.changes).toBe(changes + 1);
    expect(agent.told.map(({ change, group }) => [change, group])).toEqual([
      ['added', 'linux'],
      ['removed', 'linux'],
    ]);
  });

  test('run right after the collector that they read from, and by themselves without one', async () => {
    const agent = rig({
      os: OS,
      always: 'summary: x\nif: "1 == 1"\ngroups: [always]\ninterval: 30s',
    });
    await agent.clock.advance(2_500);
    expect(agent.groups.all()).toEqual(['always']);
    await agent.collect('system', { os: 'linux' });
    agent.data = { system: { os: 'bsd' } };
    await agent.clock.advance(10_000);
    agent.detection.collectorRan('system');
    await agent.clock.advance(60);
    expect(agent.groups.all()).toEqual(['always', 'bsd']);
  });

  test('change nothing while their rule cannot be told for want of data that nobody promises', async () => {
    const agent = rig();
    await agent.collect('system', { os: 'linux' });
    await agent.collect('system', {});
    expect(agent.groups.all()).toEqual([]);
    expect(agent.detection.cards()[0]).toMatchObject({
      state: 'not-matched',
      reason: expect.stringContaining('has no value “os”'),
    });
  });

  test('hold what they gave for an hour while a rule fails, and no longer', async () => {
    const agent = rig({
      ...FILES,
      bad: 'summary: x\nif: "{{collector.a.b}} + 1 > 0"\ngroups: [bad]',
    });
    await agent.collect('a', { b: 1 });
    expect(agent.groups.all()).toEqual(['bad']);
    await agent.collect('a', { b: 'text' });
    expect(agent.groups.all()).toEqual(['bad']);
    expect(agent.detection.cards()[1]).toMatchObject({ state: 'error', gives: ['bad'] });
    expect(agent.detection.cards()[1]?.reason).toMatch(/^column 1: /);
    await agent.clock.advance(3_600_000);
    expect(agent.groups.all()).toEqual([]);
    expect(agent.log.lines.filter(({ message }) => message === 'a detector fails')).toHaveLength(1);
  });

  test('hold what they gave while a collector that they read from fails', async () => {
    const agent = rig();
    await agent.collect('system', { os: 'linux' });
    await agent.collect('system', {}, 'error');
    expect(agent.groups.all()).toEqual(['linux']);
    await agent.collect('system', { os: 'bsd' });
    expect(agent.groups.all()).toEqual(['bsd']);
  });

  test('take lists and commas as several groups, and say which names cannot be one', async () => {
    const agent = rig({
      tags: 'summary: x\nif: "True"\ngroups: ["{{collector.cloud.tags}}", "zone::{{collector.cloud.zone}}", "{{collector.cloud.gone}}", "a,b"]',
    });
    await agent.collect('cloud', { tags: ['web', 'two words', ''], zone: 'paris' });
    expect(agent.groups.all()).toEqual(['a', 'b', 'web', 'zone::paris']);
    const [card] = agent.detection.cards();
    expect(card?.state).toBe('matched');
    expect(card?.reason).toContain('found "two words"');
    expect(card?.reason).toContain('found nothing');
    expect(card?.reason).toContain('has no value “gone”');
  });

  test('that are gone take their groups with them; those that are read again keep their state', async () => {
    const agent = rig({ ...FILES, more: 'summary: x\nif: "True"\ngroups: [more]' });
    await agent.collect('system', { os: 'linux' });
    expect(agent.groups.all()).toEqual(['linux', 'more']);
    agent.load(FILES);
    expect(agent.groups.all()).toEqual(['linux']);
    expect(agent.detection.cards()).toMatchObject([{ id: 'test.os', state: 'matched' }]);
  });

  test('run when somebody asks, and say what is new', async () => {
    const agent = rig();
    agent.data = { system: { os: 'linux' } };
    agent.states = { system: 'ok' };
    expect(await agent.detection.run('os')).toMatchObject([{ added: ['linux'] }]);
    expect(await agent.detection.run()).toMatchObject([{ added: [], card: { gives: ['linux'] } }]);
    await expect(agent.detection.run('so')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('explain their condition and what each of their groups comes to', async () => {
    const agent = rig({ os: OS.replace('groups: [', 'groups: ["x::{{collector.system.gone}}", ') });
    agent.data = { system: { os: 'linux' } };
    const { condition, groups } = await agent.detection.explain('test.os');
    expect(condition.outcome).toMatchObject({ is: 'value', isTrue: true });
    expect(condition.root.children[0]).toMatchObject({ origin: { source: 'collector of a test' } });
    expect(groups).toMatchObject([
      { text: 'x::{{collector.system.gone}}', gives: [], problem: expect.stringMatching(/gone/) },
      { gives: ['linux'], problem: '' },
    ]);
  });
});

describe('groups over a restart', () => {
  test('stay until the detectors have an answer, and are told with the time since then', async () => {
    const first = rig();
    first.groups.setConfigured(['own']);
    await first.collect('system', { os: 'linux' });
    const before = first.detection.memberships();
    first.stop();
    const second = rig();
    second.states = { system: 'pending' };
    second.groups.setConfigured(['own']);
    expect(second.groups.all()).toEqual(['linux', 'own']);
    await second.clock.advance(60_000);
    expect(second.groups.all()).toEqual(['linux', 'own']);
    expect(second.detection.cards()[0]).toMatchObject({ state: 'pending', gives: ['linux'] });
    await second.collect('system', { os: 'linux' });
    expect(second.detection.memberships()).toEqual(before);
    expect(second.told).toEqual([]);
    expect(second.groups.history()).toEqual(first.groups.history());
  });

  test('stay too where a rule is false only because something is missing', async () => {
    const nginx = {
      nginx: 'summary: x\nif: "not is_missing({{collector.nginx.available}})"\ngroups: [nginx]',
    };
    const first = rig(nginx);
    await first.collect('nginx', { available: true });
    first.stop();
    const second = rig(nginx);
    second.states = { nginx: 'pending' };
    await second.clock.advance(60_000);
    expect(second.groups.all()).toEqual(['nginx']);
    await second.collect('nginx', {}, 'not-eligible');
    expect(second.groups.all()).toEqual([]);
  });

  test('do not stay for ever when the collector never runs again', async () => {
    const first = rig();
    await first.collect('system', { os: 'linux' });
    first.stop();
    const second = rig();
    second.states = { system: 'pending' };
    await second.clock.advance(3_700_000);
    expect(second.groups.all()).toEqual([]);
  });

  test('are found anew when the file was damaged, with a line in the log', async () => {
    writeFileSync(join(directory, 'groups.json'), '{"version":1,"memberships":[{"group":""');
    const agent = rig();
    expect(agent.groups.all()).toEqual([]);
    expect(agent.log.lines).toMatchObject([{ level: 'warn' }]);
    await agent.collect('system', { os: 'linux' });
    agent.stop();
    expect(rig().groups.all()).toEqual(['linux']);
  });
});

describe('the reasons for a group', () => {
  test('are kept apart, and the node stays while one is left', async () => {
    const agent = rig({
      ...FILES,
      cloud: 'summary: x\nsource: hosting\nif: "True"\ngroups: [linux]',
    });
    agent.groups.setGiven(['linux', 'web']);
    await agent.collect('system', { os: 'linux' });
    const reasons = agent.detection
      .memberships()
      .map(({ group, source, detector }) => `${group} ${source} ${detector}`);
    expect(reasons.sort()).toEqual([
      'linux detected test.os',
      'linux given ',
      'linux hosting test.cloud',
      'web given ',
    ]);
    expect(agent.groups.static()).toEqual(['linux', 'web']);
    agent.groups.setGiven([]);
    agent.load({ os: OS });
    expect(agent.groups.all()).toEqual(['linux']);
    await agent.collect('system', { os: '' });
    expect(agent.groups.all()).toEqual([]);
    expect(agent.told.map((told) => `${told.change} ${told.group} ${told.source}`)).toEqual([
      'added linux given',
      'added web given',
      'removed web given',
      'removed linux detected',
    ]);
  });
});
