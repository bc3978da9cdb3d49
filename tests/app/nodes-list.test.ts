import { describe, expect, test } from 'vitest';
import { nodesAsCsv } from '@/app/(dashboard)/nodes/_components/node-csv';
import { nodeQueryOf, sortedBy } from '@/app/(dashboard)/nodes/_components/node-params';
import { outOfOrder } from '@/app/(dashboard)/nodes/_components/prepare-order';
import { standingsShown } from '@/app/(dashboard)/nodes/_components/prepare-standings';
import { countsOf, NO_CHECKS } from '@/common/domain/check-counts';
import type { NodeRow } from '@/common/domain/node';
import { nodeQuery } from '@/common/domain/node-query';

const NOW_MS = 1_800_000_000_000;

function row(id: string, cpuPercent: number | null, more: Partial<NodeRow> = {}): NodeRow {
  return {
    id,
    name: id,
    hostname: `${id}.example.org`,
    groups: ['web', 'par'],
    memberOf: ['linux', 'par', 'web'],
    lastReportMs: NOW_MS,
    peers: null,
    os: 'Debian GNU/Linux 12',
    agentVersion: '0.1.0',
    collectorsFailing: 0,
    checks: NO_CHECKS,
    admission: 'active',
    clockSkewMs: null,
    vitals: {
      cpuPercent,
      memoryPercent: null,
      memoryTotalBytes: null,
      diskPercent: null,
      diskTotalBytes: null,
      diskUsedBytes: null,
      diskMount: null,
      load1: null,
      cpuCount: null,
      uptimeSeconds: null,
    },
    ...more,
  };
}

const PARAMS = { q: '', group: null, state: null, sort: 'name', dir: 'asc', page: 0 } as const;

describe('what an address asks for', () => {
  test('is always something that the server accepts', () => {
    const wild = { ...PARAMS, q: 'x'.repeat(999), group: 'g'.repeat(999), page: 10 ** 12 };
    expect(nodeQuery.safeParse(nodeQueryOf(wild)).success).toBe(true);
  });

  test('a column begins with what people look for, and turns around at the second press', () => {
    expect(sortedBy('cpu', PARAMS)).toEqual({ sort: 'cpu', dir: 'desc', page: 0 });
    expect(sortedBy('name', PARAMS)).toEqual({ sort: 'name', dir: 'desc', page: 0 });
  });
});

test('the list can be narrowed to those that are not let in where there are any', () => {
  const usual = ['live', 'stale', 'pending'];
  const none = { down: 0, unreporting: 0, left: 0, waiting: 0, quarantined: 0, revoked: 0 };
  const counts = { live: 1, stale: 0, pending: 0, ...none };
  expect(standingsShown(counts, null)).toEqual(usual);
  expect(standingsShown({ ...counts, revoked: 2 }, null)).toEqual([...usual, 'revoked']);
  expect(standingsShown(counts, 'quarantined')).toEqual([...usual, 'quarantined']);
});

describe('rows that keep their place', () => {
  const byCpu = { sort: 'cpu', dir: 'desc' } as const;

  test('count as moved when their values say another order', () => {
    expect(outOfOrder([row('a', 50), row('b', 40), row('c', 45)], byCpu, NOW_MS)).toBe(2);
    expect(outOfOrder([row('a', 50), row('c', 45), row('b', 40)], byCpu, NOW_MS)).toBe(0);
  });

  test('stay last while nothing is known of them, whichever way the rest is sorted', () => {
    const rows = [row('a', 10), row('b', 20), row('new', null)];
    expect(outOfOrder(rows, { sort: 'cpu', dir: 'asc' }, NOW_MS)).toBe(0);
    expect(outOfOrder([...rows].reverse(), byCpu, NOW_MS)).toBeGreaterThan(0);
  });

  test('stay last while they are not let in, however long ago they reported', () => {
    const out = row('out', 10, { admission: 'revoked', lastReportMs: 0 });
    const byState = { sort: 'state', dir: 'desc' } as const;
    expect(
      outOfOrder([row('a', 10, { lastReportMs: 0 }), row('b', 10), out], byState, NOW_MS),
    ).toBe(0);
  });

  test('are in order by checks as the server has them: the first state that differs decides', () => {
    const of = (id: string, ...counts: number[]) => row(id, 1, { checks: countsOf(counts) });
    const rows = [of('a', 1, 0, 9), of('b', 0, 12), of('c', 0, 2, 99), of('d', 0, 0, 0, 0, 0, 7)];
    const byChecks = { sort: 'checks', dir: 'desc' } as const;
    expect(outOfOrder([...rows, of('none')], byChecks, NOW_MS)).toBe(0);
    expect(outOfOrder([...rows].reverse(), byChecks, NOW_MS)).toBeGreaterThan(0);
  });

  test('equal ones are in order as they stand', () => {
    expect(outOfOrder([row('b', 10), row('a', 10)], byCpu, NOW_MS)).toBe(0);
  });
});

describe('the list as CSV', () => {
  test('has a head, and a line for each row with what is not known left empty', () => {
    const [head, line, end] = nodesAsCsv([row('a', 12.5)]).split('\r\n');
    expect(head?.split(',').slice(0, 4)).toEqual(['id', 'name', 'hostname', 'groups']);
    expect(line).toBe(
      'a,a,a.example.org,linux par web,2027-01-15T08:00:00.000Z,12.5,,,,,,,,,,0,0,0,0,0,0,0,Debian GNU/Linux 12,0.1.0',
    );
    expect(end).toBe('');
  });

  test('quotes what would break it, and disarms what a spreadsheet would run', () => {
    const csv = nodesAsCsv([row('a', null, { name: '=cmd(), "x"' })]);
    expect(csv).toContain(`"'=cmd(), ""x"""`);
  });
});
