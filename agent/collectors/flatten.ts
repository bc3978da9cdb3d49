import type { FactValue } from '@/common/domain/fact';
import type { SeriesDescription } from '@/common/domain/metric';
import type { Sample } from './report-sink';
import { createPlace, forget, type Place, placeAt } from './series-place';
import type { MetricNode, Shape, Spec } from './shape';

/** What one run gave: its numbers as samples, its facts as a tree with lower-case keys. */
export interface Flattened {
  readonly samples: Sample[];
  /** `null` when there are none. */
  readonly facts: FactValue;
  /** `facts` as JSON text; `''` when there are none. */
  readonly factsJson: string;
}

/** @throws {Error} naming the path and what was expected, when data and spec do not agree. */
export type Flatten = (data: unknown) => Flattened;

/** More than a large machine gives, and few enough for a report. */
const SERIES_MAX = 2_000;
const FACTS_BYTES_MAX = 65_536;
const FACT_DEPTH_MAX = 16;
/** A series that was absent for this many runs is forgotten. */
const FORGET_AFTER_RUNS = 64;

/**
 * Turns what a collector returned into samples and facts, and refuses what it did not promise.
 * The same series keeps the same description object from run to run.
 */
export function createFlattener(collector: string, spec: Spec): Flatten {
  const root = createPlace(collector);
  let run = 0;
  return (data) => {
    run += 1;
    const samples: Sample[] = [];
    const facts = walk({ run, samples }, spec, data, root) ?? null;
    const factsJson = facts === null ? '' : JSON.stringify(facts);
    checkFactsSize(collector, factsJson);
    if (run % FORGET_AFTER_RUNS === 0) forget(root, run - FORGET_AFTER_RUNS);
    return { samples, facts, factsJson };
  };
}

/** As `createFlattener`, for one run. */
export function flatten(collector: string, spec: Spec, data: unknown): Flattened {
  return createFlattener(collector, spec)(data);
}

interface Walk {
  readonly run: number;
  readonly samples: Sample[];
}

/** @returns the facts found at `place` and below, `undefined` when there are none. */
function walk(state: Walk, spec: Spec, value: unknown, place: Place): FactValue | undefined {
  place.seenRun = state.run;
  const { node } = spec;
  switch (node.is) {
    case 'metric':
      addSample(state, node, value, place);
      return undefined;
    case 'fact':
      checkFact(value, place.path, 0);
      return value as FactValue;
    case 'group':
      return walkGroup(state, node.inner, value, place);
    case 'each':
      return walkEach(state, node, value, place);
    case 'open':
      return walkOpen(state, node, value, place);
  }
}

type FactEntry = readonly [string, FactValue];

function walkGroup(state: Walk, shape: Shape, value: unknown, place: Place): FactValue | undefined {
  const branch = branchOf(value, place, 'an object with the declared keys');
  const facts = walkDeclared(state, shape, branch, place);
  for (const key of Object.keys(branch)) {
    if (!Object.hasOwn(shape, key) && branch[key] !== undefined) {
      throw new Error(`${place.path}: the key ${quote(key)} was returned and is not declared`);
    }
  }
  return treeOf(facts);
}

function walkDeclared(
  state: Walk,
  shape: Shape,
  branch: Record<string, unknown>,
  place: Place,
): FactEntry[] {
  const facts: FactEntry[] = [];
  for (const key in shape) {
    const inner = shape[key] as Spec;
    const child = branch[key];
    if (child === undefined) {
      if (inner.optional) continue;
      throw new Error(`${place.path}: the key ${quote(key)} is declared and was not returned`);
    }
    visit(state, inner, child, { place: placeAt(place, key, {}, state.run), facts });
  }
  return facts;
}

function walkEach(
  state: Walk,
  node: { readonly label: string; readonly inner: Spec },
  value: unknown,
  place: Place,
): FactValue | undefined {
  const branch = branchOf(value, place, `an object with one entry for each ${node.label}`);
  const facts: FactEntry[] = [];
  for (const key of Object.keys(branch)) {
    const child = branch[key];
    if (child === undefined && node.inner.optional) continue;
    const at = placeAt(place, key, { label: node.label }, state.run);
    visit(state, node.inner, child, { place: at, facts });
  }
  return treeOf(facts);
}

function walkOpen(
  state: Walk,
  node: { readonly known: Shape; readonly rest: Spec<number> },
  value: unknown,
  place: Place,
): FactValue | undefined {
  const branch = branchOf(value, place, 'an object');
  const facts = walkDeclared(state, node.known, branch, place);
  for (const key of Object.keys(branch)) {
    if (Object.hasOwn(node.known, key) || branch[key] === undefined) continue;
    visit(state, node.rest, branch[key], { place: placeAt(place, key, {}, state.run), facts });
  }
  return treeOf(facts);
}

function visit(
  state: Walk,
  spec: Spec,
  value: unknown,
  { place, facts }: { readonly place: Place; readonly facts: FactEntry[] },
): void {
  const found = walk(state, spec, value, place);
  if (found !== undefined) facts.push([place.key, found]);
}

/** From entries, because a key such as `__proto__` then stays a key. */
function treeOf(entries: readonly FactEntry[]): FactValue | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function addSample(state: Walk, node: MetricNode, value: unknown, place: Place): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`${place.path}: expected a number (${node.unit}), found ${show(value)}`);
  }
  if (state.samples.length === SERIES_MAX) {
    throw new Error(`${place.path}: expected at most ${SERIES_MAX} series from one collector`);
  }
  place.series ??= describe(node, place);
  state.samples.push({ series: place.series, value: rounded(value) });
}

/**
 * Three decimals, six for what is smaller than a tenth. A quotient has digits that nobody measured,
 * and each costs the store of samples: 33.333 is two bytes, 33.333333333333336 eight.
 */
function rounded(value: number): number {
  if (Number.isInteger(value)) return value;
  const scale = Math.abs(value) < 0.1 ? 1_000_000 : 1_000;
  return Math.round(value * scale) / scale;
}

function describe({ unit, kind, help }: MetricNode, place: Place): SeriesDescription {
  const { metric, labels, path } = place;
  return { metric, labels, path, unit, kind, help };
}

function branchOf(value: unknown, place: Place, expected: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error(`${place.path}: expected ${expected}, found ${show(value)}`);
}

function checkFact(value: unknown, path: string, depth: number): void {
  if (depth > FACT_DEPTH_MAX) {
    throw new Error(`${path}: expected a fact at most ${FACT_DEPTH_MAX} levels deep`);
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (!isJsonContainer(value)) {
    throw new Error(`${path}: expected a fact that JSON can hold, found ${show(value)}`);
  }
  for (const [key, inner] of Object.entries(value)) checkFact(inner, `${path}.${key}`, depth + 1);
}

function isJsonContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function checkFactsSize(collector: string, json: string): void {
  // A character is at most three bytes, so most trees need no count.
  if (json.length * 3 <= FACTS_BYTES_MAX) return;
  const sizeBytes = Buffer.byteLength(json);
  if (sizeBytes <= FACTS_BYTES_MAX) return;
  throw new Error(`${collector}: expected at most 64 KiB of facts, found ${sizeBytes} bytes`);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

function show(value: unknown): string {
  if (typeof value === 'string') return `the text ${quote(value)}`;
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : `an object (${value.constructor?.name ?? 'plain'})`;
  }
  return typeof value === 'function' ? 'a function' : String(value);
}
