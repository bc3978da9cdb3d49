import type { FactValue } from '@/common/domain/fact';

/**
 * What of a tree of facts matches: a branch whose name matches is kept whole, of others the leaves
 * that do.
 * @param name what the tree itself is called
 * @returns undefined when nothing does
 */
export function filterFacts(facts: FactValue, filter: string, name: string): FactValue | undefined {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '' || name.toLowerCase().includes(wanted)) return facts;
  if (typeof facts !== 'object' || facts === null) {
    return String(facts).toLowerCase().includes(wanted) ? facts : undefined;
  }
  if (isList(facts)) {
    const kept = facts.filter((item) => filterFacts(item, wanted, '') !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  const kept = Object.entries(facts).flatMap(([key, value]) => {
    const found = filterFacts(value, wanted, key);
    return found === undefined ? [] : [[key, found] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** How a value is best read: a list of like objects is a table, short ones are a line. */
export type FactForm =
  | { readonly is: 'leaf'; readonly text: string }
  | { readonly is: 'line'; readonly items: readonly string[] }
  | {
      readonly is: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly is: 'tree'; readonly entries: readonly (readonly [string, FactValue])[] };

const COLUMNS_MAX = 8;

export function factForm(value: FactValue): FactForm {
  if (typeof value !== 'object' || value === null) return { is: 'leaf', text: leafText(value) };
  if (!isList(value)) return tableOfObject(value) ?? { is: 'tree', entries: Object.entries(value) };
  if (value.every(isLeaf)) return { is: 'line', items: value.map(leafText) };
  return (
    tableOf(value.map((item) => ['', item])) ?? {
      is: 'tree',
      entries: value.map((item, index) => [String(index), item] as const),
    }
  );
}

type Named = readonly [name: string, value: FactValue];

/** `{ eth0: { state, mtu }, lo: { state, mtu } }` reads best as a table with a row for each. */
function tableOfObject(value: Readonly<Record<string, FactValue>>): FactForm | undefined {
  const entries = Object.entries(value);
  return entries.length < 2 ? undefined : tableOf(entries);
}

function tableOf(items: readonly Named[]): FactForm | undefined {
  const objects = items.filter(([, item]) => isFlatObject(item));
  if (objects.length !== items.length) return undefined;
  const keys = [...new Set(objects.flatMap(([, item]) => Object.keys(item as object)))];
  if (keys.length === 0 || keys.length > COLUMNS_MAX) return undefined;
  const named = items.some(([name]) => name !== '');
  const rows = objects.map(([name, item]) => {
    const cells = keys.map((key) => cellText((item as Readonly<Record<string, FactValue>>)[key]));
    return named ? [name, ...cells] : cells;
  });
  return { is: 'table', columns: named ? ['', ...keys] : keys, rows };
}

function isFlatObject(value: FactValue): boolean {
  if (typeof value !== 'object' || value === null || isList(value)) return false;
  return Object.values(value).every(
    (inner) => isLeaf(inner) || (isList(inner) && inner.every(isLeaf)),
  );
}

function cellText(value: FactValue | undefined): string {
  if (value === undefined) return '—';
  return isList(value) ? value.map(leafText).join(', ') || 'none' : leafText(value);
}

function isList(value: FactValue): value is readonly FactValue[] {
  return Array.isArray(value);
}

function isLeaf(value: FactValue): boolean {
  return typeof value !== 'object' || value === null;
}

function leafText(value: FactValue): string {
  if (value === null) return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === '' ? 'empty' : String(value);
}
