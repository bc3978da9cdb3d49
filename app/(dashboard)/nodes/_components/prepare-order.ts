import { CHECK_STATES_BY_RANK, type CheckCounts, sumOfCounts } from '@/common/domain/check-counts';
import { type NodeRow, type NodeStanding, nodeStanding } from '@/common/domain/node';
import type { NodeSort } from './node-params';

/**
 * How many rows stand elsewhere than their values say by now: rows keep their place while somebody
 * looks at them, and are sorted again when asked to.
 */
export function outOfOrder(
  rows: readonly NodeRow[],
  { sort, dir }: { readonly sort: NodeSort; readonly dir: 'asc' | 'desc' },
  nowMs: number,
): number {
  const sign = dir === 'desc' ? -1 : 1;
  const sorted = [...rows].sort((a, b) => compare(KEYS[sort], [a, b], { sign, nowMs }));
  return rows.filter((row, index) => sorted[index] !== row).length;
}

type Key = string | number | null;

const KEYS: Readonly<Record<NodeSort, (row: NodeRow, nowMs: number) => Key>> = {
  name: ({ name }) => name.toLowerCase(),
  state: (row, nowMs) => {
    return STATE_RANKS[nodeStanding(row, nowMs)] ?? null;
  },
  // The first number that differs decides, as the server sorts them.
  checks: ({ checks }) => (sumOfCounts(checks) === 0 ? null : weightOf(checks)),
  cpu: ({ vitals }) => vitals.cpuPercent,
  memory: ({ vitals }) => vitals.memoryPercent,
  disk: ({ vitals }) => vitals.diskPercent,
  load: ({ vitals }) => vitals.load1,
  // It changes with a new session only, and the server compares it number by number.
  version: () => null,
  // By whole seconds, as ages are shown.
  age: ({ lastReportMs }) => (lastReportMs === null ? null : -Math.floor(lastReportMs / 1_000)),
};

/** As the server sorts them; what is not here comes last. */
const STATE_RANKS: Readonly<Partial<Record<NodeStanding, number>>> = {
  down: 2,
  stale: 1,
  unreporting: 1,
  live: 0,
  left: -1,
};

/** Sorts as the numbers do, the worst state first. */
function weightOf(checks: CheckCounts): string {
  return CHECK_STATES_BY_RANK.map((state) => String(checks[state]).padStart(6, '0')).join();
}

/** What is not known comes last, whichever way the rest is sorted; equals keep their order. */
function compare(
  keyOf: (row: NodeRow, nowMs: number) => Key,
  [a, b]: readonly [NodeRow, NodeRow],
  { sign, nowMs }: { readonly sign: number; readonly nowMs: number },
): number {
  const [left, right] = [keyOf(a, nowMs), keyOf(b, nowMs)];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (left === right) return 0;
  return left < right ? -sign : sign;
}
