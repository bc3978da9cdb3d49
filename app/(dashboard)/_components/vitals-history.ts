import type { Range, SeriesSelector } from '@/common/domain/range';

type Values = readonly (number | null)[];

/** What a node did lately: shares in percent, rates in bytes a second. Null is a gap. */
export interface VitalsHistory {
  /** What the values span, up to now. */
  readonly spanMs: number;
  readonly cpu: Values;
  readonly memory: Values;
  readonly load: Values;
  readonly received: Values;
  readonly sent: Values;
}

const IDLE = 'cpustats.%idle';
const MEMORY = 'memory.phys_used';
const LOAD = 'loadaverage.load1';
const RECEIVED = 'networktraffic.recv_bytes/s';
const SENT = 'networktraffic.trans_bytes/s';

/** The series that the vitals are made of, see server/ingest/vitals.ts. */
export const VITALS_SERIES: readonly SeriesSelector[] = [
  { metric: IDLE, labels: { cpu: 'cpu_all' } },
  { metric: MEMORY, labels: {} },
  { metric: LOAD, labels: {} },
  { metric: RECEIVED, labels: {} },
  { metric: SENT, labels: {} },
];

const MINUTE_MS = 60_000;

/** A node that has just come fills its lines at once; they grow with what is known of it. */
const SPANS_MS = [3, 5, 10, 15].map((minutes) => minutes * MINUTE_MS);

export function vitalsHistory(range: Range): VitalsHistory {
  const all = {
    cpu: sumOf(range, IDLE).map((idle) => (idle === null ? null : Math.max(0, 100 - idle))),
    memory: sumOf(range, MEMORY),
    load: sumOf(range, LOAD),
    received: sumOf(range, RECEIVED),
    sent: sumOf(range, SENT),
  };
  const known = Math.max(...Object.values(all).map(bucketsSinceFirst));
  const spanMs =
    SPANS_MS.find((span) => span >= known * range.stepMs) ?? range.buckets * range.stepMs;
  const last = (values: Values) => values.slice(-Math.ceil(spanMs / range.stepMs));
  return {
    spanMs,
    cpu: last(all.cpu),
    memory: last(all.memory),
    load: last(all.load),
    received: last(all.received),
    sent: last(all.sent),
  };
}

/** How many buckets there are from the first value on. */
function bucketsSinceFirst(values: Values): number {
  const first = values.findIndex((value) => value !== null);
  return first < 0 ? 0 : values.length - first;
}

/** Over all series of a metric, such as all interfaces; a gap only where none has a value. */
function sumOf(range: Range, metric: string): Values {
  const series = range.series.filter((one) => one.metric === metric);
  return Array.from({ length: range.buckets }, (_, bucket) => {
    const known = series
      .map(({ mean }) => mean[bucket])
      .filter((value) => typeof value === 'number');
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  });
}

/** The bucket that is being filled may still be empty. Older than this is not "now". */
const LATEST_BUCKETS = 3;

/** The last value that is known; null when the last buckets have none. */
export function latestOf(values: Values): number | null {
  return values.slice(-LATEST_BUCKETS).findLast((value) => value !== null) ?? null;
}
