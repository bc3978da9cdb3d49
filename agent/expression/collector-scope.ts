import type { Clock } from '@/common/clock';
import type { SeriesDescription } from '@/common/domain/metric';
import { fromJson } from '@/common/expression/json';
import type { Path } from '@/common/expression/path';
import { findIn, type Origin, type RootScope } from '@/common/expression/scope';
import { Dict, type HashKey, Missing, type Value } from '@/common/expression/values';
import { formatExact } from '@/common/format';
import { nearest } from '@/common/nearest';
import type { CollectedData } from '../collectors/collector-life';
import type { CollectorReport } from '../collectors/runner';

/** The collectors as expressions see them. */
export interface CollectorValues {
  readonly names: () => readonly string[];
  /** `undefined` for a name that no collector has. */
  readonly report: (name: string) => CollectorReport | undefined;
  readonly data: (name: string) => CollectedData | undefined;
}

/** After so many intervals without good data, and no sooner than this, the last ones say nothing. */
const STALE_INTERVALS = 5;
const STALE_MS_MIN = 60_000;

/**
 * `{{collector.NAME.…}}`: the last good data of each collector, unless they are stale: then they are
 * missing, so that what watches them becomes unknown rather than stays as it was.
 */
export function collectorScope(collectors: CollectorValues, clock: Clock): RootScope {
  const indexes = new WeakMap<CollectedData, CollectorIndex>();
  const indexOf = (name: string): CollectorIndex | Missing => {
    const data = collectors.data(name);
    const report = collectors.report(name);
    if (report === undefined) return unknown(name, collectors.names());
    if (data === undefined)
      return new Missing(`collector ${name}: ${report.state}, ${report.reason}`);
    const ageMs = clock.wallMs() - data.atMs;
    if (ageMs > Math.max(STALE_MS_MIN, STALE_INTERVALS * report.intervalMs)) {
      // An age would make another reason each time: it is told from when on it counts.
      return new Missing(
        `collector ${name} has had no data since ${formatExact(data.atMs, 'UTC')}`,
      );
    }
    const index = indexes.get(data) ?? new CollectorIndex(name, data);
    indexes.set(data, index);
    return index;
  };
  return {
    lookup(path) {
      const [name = ''] = path.segments;
      if (name === '*') return new Missing('a path names its collector: {{collector.name.…}}');
      const index = indexOf(name);
      return index instanceof Missing ? index : index.lookup(path);
    },
    origin(path) {
      const [name = ''] = path.segments;
      const index = indexOf(name);
      const report = collectors.report(name);
      return index instanceof Missing || report === undefined
        ? undefined
        : index.origin(path, report);
    },
  };
}

function unknown(name: string, names: readonly string[]): Missing {
  const near = nearest(name.slice(0, 60), names);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return new Missing(`there is no collector ${name.slice(0, 60)}${meant}`);
}

/** The data of one run, by path for what is asked most, as a tree for all else. */
class CollectorIndex {
  readonly #name: string;
  readonly #data: CollectedData;
  readonly #samples: ReadonlyMap<
    string,
    { readonly series: SeriesDescription; readonly value: number }
  >;
  #tree: Value | undefined;

  constructor(name: string, data: CollectedData) {
    this.#name = name;
    this.#data = data;
    this.#samples = new Map(data.samples.map((sample) => [sample.series.path, sample]));
  }

  lookup(path: Path): Value {
    const sample = this.#samples.get(path.below);
    if (sample !== undefined) return sample.value;
    this.#tree ??= treeOf(this.#data);
    return findIn(this.#tree, path.segments.slice(1), `collector.${this.#name}`);
  }

  origin(path: Path, { pack }: CollectorReport): Origin {
    const unit = this.#samples.get(path.below)?.series.unit;
    const source = `collector ${this.#name}`;
    return { source, atMs: this.#data.atMs, pack, ...(unit === undefined ? {} : { unit }) };
  }
}

interface Branch extends Map<string, Branch | Value> {}

/** Numbers and facts of a run as one tree of dicts. */
function treeOf({ samples, facts }: CollectedData): Value {
  const root: Branch = new Map();
  for (const { series, value } of samples) {
    const segments = segmentsOf(series).slice(1);
    const last = segments.pop();
    if (last === undefined) return value;
    let branch = root;
    for (const segment of segments) branch = branchAt(branch, segment);
    branch.set(last, value);
  }
  return merged(root, fromJson(facts));
}

function branchAt(parent: Branch, key: string): Branch {
  const known = parent.get(key);
  if (known instanceof Map) return known;
  const branch: Branch = new Map();
  parent.set(key, branch);
  return branch;
}

function merged(branch: Branch, facts: Value): Value {
  const entries = new Map<HashKey, readonly [Value, Value]>(
    facts instanceof Dict ? facts.entries : [],
  );
  for (const [key, child] of branch) {
    const fact = entries.get(`s${key}`)?.[1] ?? null;
    entries.set(`s${key}`, [key, child instanceof Map ? merged(child, fact) : child]);
  }
  return entries.size === 0 ? facts : new Dict(entries);
}

/**
 * The keys on the way to a series. Its path has dots between them, and a mount or an interface may
 * have some of its own: `diskusage./mnt/a.b.pct_used` with the label `/mnt/a.b`.
 */
export function segmentsOf({ path, labels }: Pick<SeriesDescription, 'path' | 'labels'>): string[] {
  const dotted = Object.values(labels).filter((label) => label.includes('.'));
  const segments: string[] = [];
  let rest = path;
  while (rest !== '') {
    const whole = dotted.find((label) => rest === label || rest.startsWith(`${label}.`));
    const segment = whole ?? rest.split('.', 1)[0] ?? rest;
    segments.push(segment);
    rest = rest.slice(segment.length + 1);
  }
  return segments;
}
