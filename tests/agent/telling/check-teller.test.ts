import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CheckRunner } from '@/agent/checks/check-runner';
import { CheckStore } from '@/agent/checks/check-store';
import { CheckTeller } from '@/agent/telling/check-teller';
import type { CheckExplanationPart, CheckHistoryEntry } from '@/common/domain/check-report';
import { type CheckStanding, checkStanding } from '@/common/domain/check-told';
import type { Json } from '@/common/json';
import { seededRandom } from '@/common/random';
import { FakeClock } from '@/tests/support/fake-clock';
import { QuietLog } from '@/tests/support/quiet-log';
import { checkPack, language, surroundings } from '../checks/check-file';

const FILES = {
  value: [
    'summary: A value',
    'critical_if: "{{collector.a.b}} > 5"',
    'interval: 10s',
    'attempts: 2',
    'critical_output: "{{collector.a.b}} is too much"',
    'ok_output: "{{collector.a.b}} is fine"',
  ].join('\n'),
  other: 'summary: Not here\nif_group: bsd\nwarning_if: "1"\ninterval: 10s',
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-telling-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Told {
  readonly standing: CheckStanding;
  readonly events: readonly CheckHistoryEntry[];
}

/** The checks of an agent and what it tells of them. */
class Telling {
  readonly clock = new FakeClock();
  readonly log = new QuietLog();
  readonly runner: CheckRunner;
  readonly teller: CheckTeller;
  data: Json = { a: { b: 1 } };
  told: Told[] = [];

  constructor() {
    const { clock, log } = this;
    this.runner = new CheckRunner({
      clock,
      random: seededRandom(7),
      log,
      evaluator: { language, surroundings: surroundings(() => this.data, clock) },
      groups: () => new Set(['linux']),
      sink: { samples: () => undefined },
      store: new CheckStore(join(directory, 'checks.json'), log),
      searchPath: '',
      onChange: (report, events) => this.teller.changed(report, events),
    });
    this.teller = new CheckTeller({
      clock,
      log,
      sink: { check: (standing, events) => void this.told.push({ standing, events }) },
      reports: () => this.runner.reports(),
      report: (id) => this.runner.report(id),
      explain: (id) => this.runner.explain(id),
    });
    this.runner.load([checkPack(FILES)]);
    this.teller.look();
    this.runner.start();
  }

  /** Value by value, each for an interval; what was told meanwhile. */
  async see(...values: readonly number[]): Promise<Told[]> {
    this.told = [];
    for (const b of values) {
      this.data = { a: { b } };
      this.runner.collectorRan('a');
      await this.clock.advance(10_000);
    }
    return this.told;
  }
}

const statesOf = (told: readonly Told[]) =>
  told.map(({ standing: { check, state, soft } }) => {
    return `${check} ${state}${soft === null ? '' : ` (${soft.state} ${soft.attempt})`}`;
  });

function explanationOf(told: readonly Told[]): string | undefined {
  const json = told.at(-1)?.standing.explanationJson ?? '';
  if (json === '') return undefined;
  const [part] = JSON.parse(json) as readonly CheckExplanationPart[];
  const [leaf] = part?.explanation.root.children ?? [];
  return `${part?.key}: ${leaf?.text} = ${leaf?.outcome.is === 'value' && leaf.outcome.shown}`;
}

describe('how checks stand is told', () => {
  test('of all of them at first, and then no more while they stand the same', async () => {
    const agent = new Telling();
    expect(statesOf(agent.told)).toEqual(['test.value pending', 'test.other pending']);
    expect(statesOf(await agent.see(1, 1, 1))).toEqual(['test.other pending', 'test.value ok']);
    expect(agent.told[0]?.standing).toMatchObject({ applies: false, reason: /group bsd/ });
    expect(await agent.see(1, 1, 1, 1, 1, 1)).toEqual([]);
  });

  test('at once when a result is bad, when it counts, and when it is over', async () => {
    const agent = new Telling();
    await agent.see(1, 1);
    const told = await agent.see(9, 9, 1);
    expect(statesOf(told)).toEqual([
      'test.value ok (critical 1)',
      'test.value critical',
      'test.value critical',
      'test.value ok',
    ]);
    expect(told.map(({ events }) => events.map(({ kind }) => kind))).toEqual([
      [],
      ['state'],
      [],
      ['state'],
    ]);
    for (const { standing } of told) expect(checkStanding.parse(standing)).toEqual(standing);
  });

  test('with why it became a problem, as it was in that moment and until it is over', async () => {
    const agent = new Telling();
    await agent.see(1, 1);
    expect(explanationOf(await agent.see(9, 9))).toBe('critical_if: {{collector.a.b}} = 9');
    expect(explanationOf(await agent.see(7, 7, 7, 7, 7, 7, 7))).toBe(
      'critical_if: {{collector.a.b}} = 9',
    );
    expect(explanationOf(await agent.see(1))).toBeUndefined();
    expect(explanationOf(await agent.see(8, 8))).toBe('critical_if: {{collector.a.b}} = 8');
  });

  test('once a minute when only the words of a problem differ, and every five when all is well', async () => {
    const agent = new Telling();
    await agent.see(1, 1);
    const minute = Array.from({ length: 6 }, (_, index) => index / 10);
    const fiveMinutes = [...minute, ...minute, ...minute, ...minute, ...minute];
    const well = await agent.see(...fiveMinutes, ...fiveMinutes);
    expect(well).toHaveLength(2);
    await agent.see(9, 9);
    const bad = await agent.see(...fiveMinutes.map((value) => 10 + value));
    expect(bad.length).toBeGreaterThanOrEqual(4);
    expect(bad.length).toBeLessThanOrEqual(5);
    expect(bad.at(-1)?.standing.output).toMatch(/^10\.\d is too much$/);
  });

  test('again, all of it, to somebody who has forgotten', async () => {
    const agent = new Telling();
    await agent.see(9, 9, 9);
    agent.told = [];
    agent.teller.forget();
    agent.teller.look();
    expect(statesOf(agent.told)).toEqual(['test.value critical', 'test.other pending']);
    expect(explanationOf(agent.told.slice(0, 1))).toBe('critical_if: {{collector.a.b}} = 9');
  });

  test('of checks that are there: one that went with its pack is not told any more', async () => {
    const agent = new Telling();
    await agent.see(1, 1, 2);
    agent.runner.load([checkPack({ other: FILES.other })]);
    agent.teller.look();
    agent.told = [];
    await agent.clock.advance(600_000);
    expect(agent.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(statesOf(agent.told)).toEqual([]);
  });
});
