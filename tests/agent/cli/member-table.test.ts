import { describe, expect, test } from 'vitest';
import { memberDetails } from '@/agent/cli/member-details';
import { memberTable } from '@/agent/cli/member-table';
import { evidenceText, memberCountsText, namesOf } from '@/agent/cli/member-text';
import type { Output } from '@/agent/cli/output';
import { renderTable } from '@/agent/cli/table';
import { textWidth } from '@/agent/cli/text-width';
import type { MemberView } from '@/common/domain/member';
import { memberIdOf, viewOf } from '../../support/member-view';

const NOW_MS = Date.UTC(2026, 0, 1, 12);

function output(width: number): Output {
  const unused = () => undefined;
  return {
    colors: false,
    width,
    isTerminal: Number.isFinite(width),
    line: unused,
    write: unused,
    json: unused,
    table: async () => undefined,
    progress: unused,
    error: unused,
    paint: (_paint, text) => text,
  };
}

function shown(members: readonly MemberView[], width = Number.POSITIVE_INFINITY): string {
  const out = output(width);
  return renderTable(
    memberTable(members, members, { out, nowMs: NOW_MS, selfId: memberIdOf(1) }),
    out,
  );
}

const accused = viewOf(3, {
  state: 'dead',
  sinceMs: NOW_MS - 120_000,
  accusations: [1, 2].map((accuser) => ({
    subject: memberIdOf(3),
    incarnation: 3,
    accuser: memberIdOf(accuser),
    atMs: NOW_MS - 130_000,
    failure: 'no-answer' as const,
    helpers: [memberIdOf(4)],
  })),
});
const zone = [viewOf(2), viewOf(10), accused, viewOf(1), viewOf(4, { card: { name: 'db-1' } })];

describe('the table of members', () => {
  test('shows who needs a person first, then by name as people count, and who tells it', () => {
    const names = shown(zone)
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(/ {2,}/)[0]);
    expect(names).toEqual(['web-3', 'db-1', 'web-1 (here)', 'web-2', 'web-10']);
  });

  test('says why a member is held for dead, and by whom', () => {
    expect(shown(zone)).toContain('web-1, web-2 did not reach it, asked db-1');
    expect(shown(zone)).toMatch(/web-3 +▲ dead +2 min /);
  });

  test('has no columns for what nobody has', () => {
    const [head = ''] = shown([viewOf(1), viewOf(2)]).split('\n');
    expect(head).not.toMatch(/zone|relay|evidence/);
    const [other = ''] = shown([
      viewOf(1),
      viewOf(2, { card: { zone: 'paris', isRelay: true } }),
    ]).split('\n');
    expect(other).toMatch(/^zone .*relay/);
  });

  test.each([40, 60, 80, 120, 200])(
    'fits into %i columns with names, states and evidence',
    (width) => {
      const lines = shown(zone, width).trimEnd().split('\n');
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      expect(lines[0]).toMatch(/name +state.*evidence/);
    },
  );

  test('four hundred members are four hundred lines below one head', () => {
    const many = Array.from({ length: 400 }, (_, index) => viewOf(index + 1));
    expect(shown(many, 100).trimEnd().split('\n')).toHaveLength(401);
  });

  test('what a member calls itself moves no cursor and makes no second row', () => {
    const text = shown([viewOf(1), viewOf(2, { card: { name: 'a\u001b[2Jb\nc' } })]);
    expect(text).not.toContain('\u001b');
    expect(text.trimEnd().split('\n')).toHaveLength(3);
  });
});

test('evidence names a few, counts the rest, and tells a refused port from silence', () => {
  const nameOf = namesOf(zone);
  const by = (count: number, failure: 'no-answer' | 'refused' = 'no-answer') =>
    Array.from({ length: count }, (_, index) => ({
      subject: memberIdOf(3),
      incarnation: 3,
      atMs: NOW_MS,
      accuser: memberIdOf(20 + index),
      failure,
      helpers: [],
    }));
  expect(evidenceText({ accusations: [] }, nameOf)).toBe('');
  expect(evidenceText({ accusations: by(5) }, nameOf)).toMatch(/ and 2 others did not reach it$/);
  expect(evidenceText({ accusations: by(1, 'refused') }, nameOf)).toMatch(
    /found nobody listening$/,
  );
});

test('details say everything, with each accusation on a line', () => {
  const lines = memberDetails([accused], zone, {
    out: output(80),
    nowMs: NOW_MS,
    selfId: memberIdOf(1),
  });
  expect(lines[0]).toBe('web-3  ▲ dead');
  expect(lines.join('\n')).toContain(memberIdOf(3));
  expect(lines.filter((line) => line.includes('accused'))).toEqual([
    '  accused     2026-01-01 11:57:50  web-1: no answer, asked db-1',
    '  accused     2026-01-01 11:57:50  web-2: no answer, asked db-1',
  ]);
});

test('counts leave out the states that nobody is in', () => {
  const counts = { alive: 3, suspect: 0, dead: 1, left: 0 };
  expect(memberCountsText(counts, output(80))).toBe('▲ 1 dead  ● 3 alive');
});
