import type { ChartColour, ChartSeries, ChartSpec } from '@/app/_components/chart/chart-series';
import type { Range, RangeSeries } from '@/common/domain/range';

const COLOURS: readonly ChartColour[] = [1, 2, 3, 4, 6, 5, 7, 8];

/** More lines than this cannot be told apart; the busiest are shown. */
const DEVICES_MAX = 4;
const MOUNTS_MAX = 8;

export const DISK_USE: ChartSpec = {
  id: 'disk-use',
  title: 'Disk use',
  collector: 'diskusage',
  select: [{ metric: 'diskusage.pct_used', labels: {} }],
  unit: 'percent',
  valueMax: 100,
  prepare(range) {
    return [...range.series]
      .sort((a, b) => nameOf(a, 'mount').localeCompare(nameOf(b, 'mount')))
      .slice(0, MOUNTS_MAX)
      .map((series, index) => ({
        ...series,
        key: nameOf(series, 'mount'),
        label: nameOf(series, 'mount'),
        colour: colourAt(index),
      }));
  },
};

export const DISK_TRAFFIC: ChartSpec = {
  id: 'disk-traffic',
  title: 'Disk throughput',
  collector: 'iostats',
  select: [
    { metric: 'iostats.read_bytes/s', labels: {} },
    { metric: 'iostats.write_bytes/s', labels: {} },
  ],
  unit: 'bytes/s',
  prepare: (range) =>
    bothWays(range, 'disk', {
      up: { metric: 'iostats.read_bytes/s', word: '↑ read' },
      down: { metric: 'iostats.write_bytes/s', word: '↓ written' },
    }),
};

export const NETWORK_TRAFFIC: ChartSpec = {
  id: 'network-traffic',
  title: 'Network throughput',
  collector: 'networktraffic',
  select: [
    { metric: 'networktraffic.recv_bytes/s', labels: {} },
    { metric: 'networktraffic.trans_bytes/s', labels: {} },
  ],
  unit: 'bytes/s',
  prepare: (range) =>
    bothWays(range, 'interface', {
      up: { metric: 'networktraffic.trans_bytes/s', word: '↑ sent' },
      down: { metric: 'networktraffic.recv_bytes/s', word: '↓ received' },
    }),
};

export const TEMPERATURES: ChartSpec = {
  id: 'temperatures',
  title: 'Temperatures',
  collector: 'temperatures',
  select: [{ metric: 'temperatures.sensors.celsius', labels: {} }],
  unit: 'celsius',
  isThere: (rows) => rows.some(({ metric }) => metric === 'temperatures.sensors.celsius'),
  prepare: (range) =>
    range.series.slice(0, MOUNTS_MAX).map((series, index) => {
      const name = nameOf(series, 'sensor');
      return { ...series, key: name, label: name, colour: colourAt(index) };
    }),
};

interface Way {
  readonly metric: string;
  /** With an arrow to where it is drawn. */
  readonly word: string;
}

/** One way above zero, the other below and dashed: one colour a device, the busiest by name. */
function bothWays(
  range: Range,
  label: string,
  { up, down }: { readonly up: Way; readonly down: Way },
): ChartSeries[] {
  const devices = busiest(range.series, label);
  return devices.flatMap((device, index) =>
    [up, down].flatMap(({ metric, word }): ChartSeries[] => {
      const found = range.series.find(
        (series) => series.metric === metric && nameOf(series, label) === device,
      );
      if (found === undefined) return [];
      const { mean, min, max } = found;
      const [key, name] = [`${device} ${word}`, devices.length === 1 ? word : `${device} ${word}`];
      const colour = colourAt(index);
      return [{ key, label: name, colour, mean, min, max, down: metric === down.metric }];
    }),
  );
}

/**
 * What a machine says to itself is no traffic, and devices that never did anything are no lines,
 * unless there is nothing else.
 */
function busiest(series: readonly RangeSeries[], label: string): readonly string[] {
  const totals = new Map<string, number>();
  for (const one of series) {
    const sum = one.mean.reduce<number>((total, value) => total + (value ?? 0), 0);
    const name = nameOf(one, label);
    totals.set(name, (totals.get(name) ?? 0) + sum);
  }
  const sorted = [...totals].sort(([, a], [, b]) => b - a);
  const active = sorted.filter(([name, total]) => name !== 'lo' && total > 0);
  return (active.length > 0 ? active.slice(0, DEVICES_MAX) : sorted.slice(0, 1))
    .map(([name]) => name)
    .sort();
}

function nameOf({ labels }: RangeSeries, label: string): string {
  return labels[label] ?? '';
}

function colourAt(index: number): ChartColour {
  return COLOURS[index % COLOURS.length] ?? 1;
}
