import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { PackFile } from '@/agent/packs/pack-tree';
import { judgeRole } from '@/agent/roles/compiled-role';
import { Roles } from '@/agent/roles/roles';
import type { CheckReport } from '@/common/domain/check-report';
import { FakeClock } from '@/tests/support/fake-clock';
import { QuietLog } from '@/tests/support/quiet-log';
import { language, surroundings } from '../checks/check-file';

function roleFile(name: string, text: string, root?: 'service'): PackFile {
  const path = `/packs/web/roles/${name}.yaml`;
  return {
    kind: root === undefined ? 'roles' : 'checks',
    pack: 'web',
    name,
    path,
    level: 'local',
    root,
    document: parse(text),
    enabled: true,
    at: (keys) => `${path}:${keys.join('.')}`,
    hides: [],
  };
}

function report(name: string, given: Partial<CheckReport>): CheckReport {
  const at = {
    id: `web.${name}`,
    name,
    pack: 'web',
    level: 'core',
    path: '',
    summary: name,
  } as const;
  const run = { attempts: 1, forMs: 0, intervalMs: 1, lastResultMs: 1, durationMs: 1, runs: 1 };
  const life = { sinceMs: 0, isFlapping: false, changePercent: 0, soft: null, perfdata: [] };
  const answer = { state: 'ok', applies: true, reason: '', output: '' } as const;
  return { ...at, ...run, ...life, ...answer, way: 'evaluated', ...given };
}

class Running {
  readonly clock = new FakeClock();
  readonly log = new QuietLog();
  readonly roles: Roles;
  groups: ReadonlySet<string> = new Set(['web']);
  /** Times that a role was told to do otherwise. */
  changes = 0;
  checks: readonly CheckReport[] = [report('http', {}), report('disk', {})];

  constructor(roles: readonly PackFile[], checks: readonly PackFile[] = []) {
    this.roles = new Roles({
      clock: this.clock,
      log: this.log,
      evaluator: { language, surroundings: surroundings(() => ({ a: { b: 1 } }), this.clock) },
      groups: () => this.groups,
      checks: () => this.checks,
      onChange: () => {
        this.changes += 1;
      },
    });
    this.roles.load([{ name: 'web', parameters: [], files: { roles, checks } }]);
  }

  async find(...checks: CheckReport[]) {
    this.checks = checks;
    this.roles.look();
    await this.clock.advance(100);
    const [card] = this.roles.cards();
    return card;
  }
}

const SHOP =
  "summary: The shop\ngroup: web & !spare\nhealthy_if: \"{{checks.web.http.state}} == 'ok' and {{checks.web.disk.state}} != 'critical'\"";

describe('a role', () => {
  test('passes and fails with its checks, and names those at fault', async () => {
    const agent = new Running([roleFile('shop', SHOP)]);
    const passing = await agent.find(report('http', {}), report('disk', { state: 'warning' }));
    expect(passing).toMatchObject({ id: 'web.shop', health: 'passing', reason: '' });
    await agent.clock.advance(60_000);
    const output = 'refused\nmore';
    const failing = await agent.find(
      report('http', { state: 'critical', output }),
      report('disk', { state: 'warning' }),
      report('other', { state: 'critical' }),
    );
    expect(failing).toMatchObject({
      health: 'failing',
      reason: 'web.http is critical: refused; web.disk is warning',
    });
    expect(failing?.sinceMs).toBe((passing?.sinceMs ?? 0) + 60_000 + 100);
    expect(agent.changes, 'one for each change, however often it was looked at').toBe(2);
  });

  test('is unknown while nobody knows how its checks stand', async () => {
    const agent = new Running([roleFile('shop', SHOP)]);
    expect(agent.roles.cards()).toMatchObject([{ health: 'unknown', reason: 'not looked at yet' }]);
    expect(
      await agent.find(report('http', { state: 'pending' }), report('disk', {})),
    ).toMatchObject({
      health: 'unknown',
      reason: 'web.http is pending',
    });
    expect(await agent.find(report('http', { state: 'stale' }), report('disk', {}))).toMatchObject({
      health: 'unknown',
    });
    const absent = report('http', { applies: false, reason: 'not on Mondays' });
    expect((await agent.find(absent, report('disk', {})))?.reason).toBe(
      'the check web.http is not for this machine: not on Mondays',
    );
    expect((await agent.find())?.reason).toMatch(/has no value “web”/);
  });

  test('may look at all checks of a pack, and at other things', async () => {
    const all = `summary: x\nhealthy_if: "'critical' not in {{checks.web.*.state}} and {{collector.a.b}} == 1"`;
    const agent = new Running([roleFile('all', all)]);
    expect(await agent.find(report('http', {}), report('disk', {}))).toMatchObject({
      health: 'passing',
    });
    expect(
      await agent.find(report('http', {}), report('disk', { state: 'critical' })),
    ).toMatchObject({ health: 'failing', reason: 'web.disk is critical' });
  });

  test('is played by the nodes that it is for', async () => {
    const agent = new Running([roleFile('shop', SHOP)]);
    expect(agent.roles.cards()).toHaveLength(1);
    agent.groups = new Set(['web', 'spare']);
    expect(agent.roles.cards()).toEqual([]);
  });

  test('follows its check where the original has a service', async () => {
    const text = 'if_group: web\ncheck:\n  display_name: The page\n  script: check_http';
    const agent = new Running([], [roleFile('front/page-1', text, 'service')]);
    expect(await agent.find(report('front/page-1', {}))).toMatchObject({
      id: 'web.front/page-1',
      summary: 'The page',
      group: 'web',
      health: 'passing',
    });
    expect(await agent.find(report('front/page-1', { state: 'critical' }))).toMatchObject({
      health: 'failing',
    });
  });

  test('explains its condition, down to the checks', async () => {
    const agent = new Running([roleFile('shop', SHOP)]);
    const { healthyIf } = await agent.roles.explain('shop');
    expect(JSON.stringify(healthyIf)).toContain('"source":"check web.http"');
    await expect(agent.roles.explain('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test.each([
  ['summary: x', /healthy_if/],
  ['summary: x\nhealthy_if: "{{variables.a}} =="', /roles\/x\.yaml:healthy_if: healthy_if: column/],
  ['summary: x\nhealthy_if: "1"\ngroup: "a &"', /roles\/x\.yaml:group: group: column 4/],
  ['summary: x\nhealthy_if: "1"\nif_group: a', /a role has no if_group/],
])('%j is refused with its place', (text, fault) => {
  expect(judgeRole(language)(roleFile('x', text))).toMatch(fault);
});
