import type { Json } from '@/common/json';

/** One value that changed; undefined where there was or is none. */
export interface Change {
  /** `groups`, `collectorIntervalsMs.cpustats`; `value` where the whole is one value. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * What differs between two states, leaf by leaf; lists of plain values are one leaf. What something
 * new leaves empty is no change.
 */
export function changesOf(before: Json, after: Json): Change[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }))
    .filter(({ before: was, after: is }) => was !== is && !(was === undefined && isNothing(is)));
}

const EMPTY = 'empty';
const NONE = 'none';
const NOTHING = 'nothing';

function isNothing(text: string | undefined): boolean {
  return text === EMPTY || text === NONE || text === NOTHING;
}

function leavesOf(value: Json): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  if (value !== null) collect(value, '', leaves);
  return leaves;
}

function collect(value: Json, path: string, leaves: Map<string, string>): void {
  if (!isBranch(value)) {
    leaves.set(path || 'value', leafText(value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    collect(inner, path === '' ? key : `${path}.${key}`, leaves);
  }
}

type Branch = { readonly [key: string]: Json } | readonly Json[];

/** An object with something in it, or a list of objects. */
function isBranch(value: Json): value is Branch {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => typeof item === 'object' && item !== null);
  return Object.keys(value).length > 0;
}

function leafText(value: Json): string {
  if (Array.isArray(value)) return value.length === 0 ? NONE : value.join(', ');
  if (value === null) return NOTHING;
  if (typeof value === 'object') return NONE;
  return value === '' ? EMPTY : String(value);
}
