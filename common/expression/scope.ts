import { nearest } from '@/common/nearest';
import type { Path } from './path';
import { Dict, isList, Missing, type Value } from './values';

/** Where a value came from; what is not known is left out. */
export interface Origin {
  /** `collector memory`, `parameter of pack linux`. */
  readonly source: string;
  /** When it was measured or set. */
  readonly atMs?: number;
  readonly pack?: string;
  /** Which level of packs supplied it: `core`, `global`, `zone`, `local`. */
  readonly level?: string;
  readonly unit?: string;
}

/** The values that the references of an expression name. */
export interface Scope {
  /** A missing value where there is none. Never throws, never blocks. */
  lookup(path: Path): Value;
  /** For explanations. */
  origin(path: Path): Origin | undefined;
}

/** The part of a scope below one root. */
export type RootScope = Scope;

/** The words with which paths may begin, unless somebody adds more. */
export const ROOTS: ReadonlySet<string> = new Set([
  'collector',
  'parameters',
  'variables',
  'configuration',
  'loop',
]);

/** A scope of several roots. What has no root here is missing, and says so. */
export function scopeOf(roots: Readonly<Record<string, RootScope>>): Scope {
  const byRoot = new Map(Object.entries(roots));
  return {
    lookup(path) {
      const root = byRoot.get(path.root);
      return root === undefined ? new Missing(`nothing here has ${path.root}`) : root.lookup(path);
    },
    origin: (path) => byRoot.get(path.root)?.origin(path),
  };
}

/** A root whose values are a tree, all of them from the same place or each from its own. */
export function treeScope(
  tree: Value,
  originOf: (path: Path) => Origin | undefined = () => undefined,
): RootScope {
  return {
    lookup: (path) => findIn(tree, path.segments, path.root),
    origin: originOf,
  };
}

/**
 * Walks down a tree: by key in a dict, by place in a list, to all of them for `*`. Only what the
 * tree itself holds is found.
 * @param name how the tree is called, for the reason
 */
export function findIn(tree: Value, segments: readonly string[], name: string): Value {
  let value = tree;
  for (const [at, segment] of segments.entries()) {
    if (segment === '*')
      return findAll(value, segments.slice(at + 1), placeName(name, segments, at));
    const child = childOf(value, segment);
    if (child === undefined) return absent(value, segment, placeName(name, segments, at));
    value = child;
  }
  return value;
}

function placeName(name: string, segments: readonly string[], at: number): string {
  return [name, ...segments.slice(0, at)].join('.');
}

/** Those that are there; with a second `*` below, all in one list. */
function findAll(value: Value, rest: readonly string[], name: string): Value {
  const children = childrenOf(value).map((child) => findIn(child, rest, `${name}.*`));
  const found = children.filter((child) => !(child instanceof Missing));
  if (found.length === 0) return new Missing(`nothing in ${name} fits *.${rest.join('.')}`);
  return rest.includes('*') ? found.flatMap((child) => (isList(child) ? child : [child])) : found;
}

function childrenOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  return value instanceof Dict ? [...value.entries.values()].map(([, child]) => child) : [];
}

function childOf(value: Value, segment: string): Value | undefined {
  if (value instanceof Dict) return value.entries.get(`s${segment}`)?.[1];
  if (isList(value) && /^-?\d{1,9}$/.test(segment)) return value.at(Number(segment));
  return undefined;
}

function absent(value: Value, segment: string, name: string): Missing {
  if (isList(value)) return new Missing(`${name} is a list of ${value.length}, without ${segment}`);
  if (!(value instanceof Dict)) return new Missing(`${name} has nothing below it`);
  const keys = [...value.entries.values()].flatMap(([key]) =>
    typeof key === 'string' ? [key] : [],
  );
  const near = nearest(segment.slice(0, 60), keys.slice(0, 500));
  return new Missing(
    `${name} has no value “${segment.slice(0, 60)}”${near === undefined ? '' : `; did you mean ${near}?`}`,
  );
}
