import type { FactValue } from '@/common/domain/fact';
import type { SeriesRow } from '@/common/domain/range';
import { formatValue } from '@/common/format';

/** One leaf of what a collector gave, as expressions and the command name it. */
export interface TreeLine {
  /** `collector.diskusage./var.pct_used` */
  readonly path: string;
  /** With its unit; facts as JSON writes them. */
  readonly value: string;
  /** What it means; empty for facts. */
  readonly help: string;
  /** When it was measured; null for facts, and for series without a sample. */
  readonly atMs: number | null;
}

/** `load5` comes before `load15`. */
const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/** Numbers and facts of one collector in one list, by path. */
export function treeLines(
  collector: string,
  rows: readonly SeriesRow[],
  facts: FactValue,
): readonly TreeLine[] {
  const numbers = rows
    .filter(({ metric }) => metric.startsWith(`${collector}.`))
    .map(
      ({ path, lastValue, unit, help, lastMs }): TreeLine => ({
        path: `collector.${path}`,
        value: formatValue(lastValue, unit),
        help,
        atMs: lastMs,
      }),
    );
  const leaves = facts === null ? [] : factLeaves(facts, `collector.${collector}`);
  const told = leaves.map(
    ({ path, value }): TreeLine => ({ path, value: JSON.stringify(value), help: '', atMs: null }),
  );
  return [...numbers, ...told].sort((a, b) => BY_NUMBER.compare(a.path, b.path));
}

/** Every word must be in the path or the value, in any case. */
export function filterLines(lines: readonly TreeLine[], filter: string): readonly TreeLine[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter(({ path, value }) => {
    const text = `${path} ${value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function linesAsText(lines: readonly TreeLine[]): string {
  return lines.map(({ path, value }) => `${path} = ${value}`).join('\n');
}

interface FactLeaf {
  readonly path: string;
  readonly value: string | number | boolean | null | readonly [] | Readonly<Record<string, never>>;
}

/** The ends of a tree of facts; an empty list or object is an end too. */
function factLeaves(facts: FactValue, path: string): readonly FactLeaf[] {
  if (typeof facts !== 'object' || facts === null) return [{ path, value: facts }];
  const entries = Object.entries(facts);
  if (entries.length === 0) return [{ path, value: Array.isArray(facts) ? [] : {} }];
  return entries.flatMap(([key, value]) => factLeaves(value as FactValue, `${path}.${key}`));
}
