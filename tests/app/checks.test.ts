import { describe, expect, test } from 'vitest';
import { softWords } from '@/app/_components/ui/prepare-soft';
import { checksAsCsv } from '@/app/(dashboard)/checks/_components/check-csv';
import {
  checkParams,
  checkQueryOf,
  isAll,
  isUsual,
} from '@/app/(dashboard)/checks/_components/check-params';
import { definitionLines } from '@/app/(dashboard)/checks/[check]/_components/prepare-definition';
import { PROBLEM_STATES } from '@/common/domain/check-counts';
import { checkQuery } from '@/common/domain/check-query';
import { runsOf, spansOf, ticksOf } from '@/common/domain/check-span';
import type { CheckRow } from '@/common/domain/check-view';
import { cardOf } from '../server/checks/seed-checks';

const PARAMS = {
  q: '',
  group: '',
  state: PROBLEM_STATES,
  pack: null,
  check: null,
  node: null,
  silent: 'any',
  all: false,
  view: 'list',
  sort: 'worst',
  after: null,
} as const;

describe('what an address asks of the checks', () => {
  test('is always something that the server accepts', () => {
    const long = 'x'.repeat(9_999);
    const wild = { ...PARAMS, q: long, group: long, pack: long, check: long, node: long };
    expect(checkQuery.safeParse(checkQueryOf({ ...wild, after: long })).success).toBe(true);
  });

  test('is what is wrong, unless it names states, or all of them', () => {
    const { parse, serialize } = checkParams.state;
    expect(parse('stale,critical,fine')).toEqual(['critical', 'stale']);
    expect(isAll({ state: parse('any') ?? PROBLEM_STATES })).toBe(true);
    expect([serialize([]), serialize(['ok', 'stale'])]).toEqual(['any', 'ok,stale']);
    expect(isUsual(PARAMS)).toBe(true);
    expect(isUsual({ state: ['critical'] })).toBe(false);
  });
});

describe('the bar of a check', () => {
  const window = { fromMs: 0, toMs: 100, knownUntilMs: 100, ticks: 5 };
  const words = (states: readonly { state: string | null }[]) =>
    states.map(({ state }) => state ?? '-').join(' ');

  test('shows the worst of each part, so that a short failure is not overlooked', () => {
    const spans = [
      { fromMs: 0, state: 'ok' as const },
      { fromMs: 45, state: 'critical' as const },
      { fromMs: 46, state: 'ok' as const },
    ];
    expect(words(ticksOf(spans, window))).toBe('ok ok critical ok ok');
  });

  test('leaves open what nobody knows: before the first state, and after the last report', () => {
    const spans = [{ fromMs: 30, state: 'warning' as const }];
    expect(words(ticksOf(spans, window))).toBe('- warning warning warning warning');
    expect(words(ticksOf(spans, { ...window, knownUntilMs: 50 }))).toBe('- warning warning - -');
    expect(words(ticksOf([], window))).toBe('- - - - -');
  });

  test('are drawn in one piece where neighbours say the same, without losing one', () => {
    const spans = [
      { fromMs: 0, state: 'ok' as const },
      { fromMs: 45, state: 'critical' as const },
      { fromMs: 46, state: 'ok' as const },
    ];
    const ticks = ticksOf(spans, window);
    expect(runsOf(ticks)).toEqual([
      { state: 'ok', fromMs: ticks[0]?.fromMs, toMs: ticks[1]?.toMs, first: 0, ticks: 2 },
      { ...ticks[2], first: 2, ticks: 1 },
      { state: 'ok', fromMs: ticks[3]?.fromMs, toMs: ticks[4]?.toMs, first: 3, ticks: 2 },
    ]);
    expect(runsOf([])).toEqual([]);
  });

  test('begins with what the check was before its first change, and ends with how it stands', () => {
    const changes = [{ atMs: 50, from: 'ok' as const, to: 'critical' as const }];
    expect(spansOf(changes, { state: 'critical', sinceMs: 50 }, 10)).toEqual([
      { fromMs: 10, state: 'ok' },
      { fromMs: 50, state: 'critical' },
    ]);
    expect(spansOf([], { state: 'ok', sinceMs: 5 }, 10)).toEqual([{ fromMs: 10, state: 'ok' }]);
    expect(spansOf([], { state: 'ok', sinceMs: 15 }, 10)).toEqual([{ fromMs: 15, state: 'ok' }]);
  });

  test('has a change that is here before its event', () => {
    const changes = [{ atMs: 50, from: 'ok' as const, to: 'critical' as const }];
    expect(spansOf(changes, { state: 'ok', sinceMs: 80 }, 10).at(-1)).toEqual({
      fromMs: 80,
      state: 'ok',
    });
  });
});

test('a definition stands there in the words of its file, in their order, without what is not said', () => {
  const card = cardOf('linux.memory', {
    group: 'web & !db',
    expressions: [
      { key: 'variables.used', text: '{{collector.memory.used}}' },
      { key: 'critical_if', text: '{{variables.used}} > 90' },
    ],
    forMs: 90_000,
  });
  expect(definitionLines(card).map(({ key, value }) => `${key}: ${value}`)).toEqual([
    'summary: The check memory',
    'if_group: web & !db',
    'variables.used: {{collector.memory.used}}',
    'critical_if: {{variables.used}} > 90',
    'interval: 30 s',
    'attempts: 3',
    'for: 1 min 30 s',
  ]);
  const plugin = cardOf('x.y', { way: 'plugin', expressions: [], command: ['check_x', '-w', '5'] });
  expect(definitionLines(plugin).map(({ key }) => key)).toEqual([
    'summary',
    'run',
    'interval',
    'attempts',
  ]);
});

test('checks are taken along as CSV, those that do not apply with their reason', () => {
  const row: CheckRow = {
    nodeId: 'n',
    nodeName: '=web',
    admission: 'active',
    lastReportMs: 1_800_000_000_000,
    peers: null,
    check: 'linux.memory',
    pack: 'linux',
    state: 'critical',
    sinceMs: 1_800_000_000_000,
    applies: true,
    reason: 'no',
    output: '97 %',
    isFlapping: false,
    changePercent: 0,
    soft: null,
    lastResultMs: null,
    durationMs: null,
  };
  const [, first, second] = checksAsCsv([row, { ...row, applies: false }]).split('\r\n');
  const at = '2027-01-15T08:00:00.000Z';
  expect(first).toBe(`n,'=web,linux.memory,linux,critical,${at},${at},97 %`);
  expect(second).toBe(`n,'=web,linux.memory,linux,does not apply,${at},${at},no`);
});

test.each([
  [{ attempt: 1, attempts: 3, forMs: 0, sinceMs: 0 }, 'critical once of the 3 times that it takes'],
  [{ attempt: 11, attempts: 1, forMs: 120_000 }, 'critical for 40 s of the 2 min that it takes'],
  [
    { attempt: 2, attempts: 3, forMs: 120_000 },
    'critical 2 times of the 3 times and for 40 s of the 2 min that it takes',
  ],
  [{ attempt: 5, attempts: null, forMs: null }, 'critical, which does not count yet'],
])('results that do not count yet say what they lack: %j', (soft, words) => {
  const sinceMs = 1_000_000;
  expect(softWords({ state: 'critical', sinceMs, ...soft }, sinceMs + 40_400)).toBe(words);
});
