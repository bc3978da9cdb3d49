import { createHash } from 'node:crypto';
import type { Labels, SeriesDescription } from '@/common/domain/metric';

/**
 * One place in the tree that a collector returns, remembered from run to run, so that a known
 * series costs a look-up and no text is put together for it again.
 */
export interface Place {
  /** Its own key, lower-case. */
  readonly key: string;
  /** `diskusage./var.pct_used` */
  readonly path: string;
  /** `diskusage.pct_used` */
  readonly metric: string;
  /** `{ mount: '/var' }` */
  readonly labels: Labels;
  readonly children: Map<string, Place>;
  /** Set when the place turned out to be a number. */
  series?: SeriesDescription;
  seenRun: number;
}

/** The bounds of a `SeriesDescription`. */
const PATH_LENGTH_MAX = 512;
const METRIC_LENGTH_MAX = 256;
const KEY_LENGTH_MAX = 192;

export function createPlace(collector: string): Place {
  const path = collector.toLowerCase();
  return { key: path, path, metric: path, labels: {}, children: new Map(), seenRun: 0 };
}

/**
 * The place at `name` below `parent`; made when it is not known yet.
 * @param options `label` when the name is that of a device, mount …, rather than of a metric
 * @throws {Error} when the path is too long, or another key of this run differs in case alone.
 */
export function placeAt(
  parent: Place,
  name: string,
  options: { readonly label?: string },
  run: number,
): Place {
  const known = parent.children.get(name);
  if (known !== undefined) return known;
  const place = makePlace(parent, shorten(name), options.label);
  // Devices and mounts may differ in case alone: their labels keep them apart.
  if (options.label === undefined) refuseTwin(parent, place, run);
  parent.children.set(name, place);
  return place;
}

function refuseTwin(parent: Place, place: Place, run: number): void {
  for (const sibling of parent.children.values()) {
    if (sibling.key === place.key && sibling.seenRun === run) {
      throw new Error(`${place.path}: two keys differ in nothing but upper and lower case`);
    }
  }
}

/** Drops what no run after `run` has seen. */
export function forget(parent: Place, run: number): void {
  for (const [name, place] of parent.children) {
    if (place.seenRun <= run) parent.children.delete(name);
    else forget(place, run);
  }
}

function makePlace(parent: Place, name: string, label: string | undefined): Place {
  const key = name.toLowerCase();
  const path = `${parent.path}.${key}`;
  const metric = label === undefined ? `${parent.metric}.${key}` : parent.metric;
  if (path.length > PATH_LENGTH_MAX || metric.length > METRIC_LENGTH_MAX) {
    throw new Error(
      `${path.slice(0, 96)}…: expected a path of ${PATH_LENGTH_MAX} characters at most`,
    );
  }
  const labels = label === undefined ? parent.labels : { ...parent.labels, [label]: name };
  return { key, path, metric, labels, children: new Map(), seenRun: 0 };
}

/** Mount points of containers can be very long; a digest keeps two of them apart. */
function shorten(name: string): string {
  if (name.length <= KEY_LENGTH_MAX) return name;
  const digest = createHash('sha1').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, KEY_LENGTH_MAX - 13)}…${digest}`;
}
