import {
  type ChartColour,
  type ChartSeries,
  type ChartSpec,
  combine,
  isEverPositive,
  seriesOf,
} from '@/app/_components/chart/chart-series';
import type { Range } from '@/common/domain/range';

const ALL = { cpu: 'cpu_all' };

/** From the bottom up. Idle time is the room above. */
const SHARES: readonly (readonly [name: string, label: string, colour: ChartColour])[] = [
  ['system', 'system', 2],
  ['user', 'user', 1],
  ['nice', 'nice', 6],
  ['iowait', 'waiting for disk', 5],
  ['irq', 'interrupts', 7],
  ['softirq', 'soft interrupts', 4],
  ['steal', 'stolen by the host', 3],
  ['guest', 'guests', 8],
];
const ALWAYS = new Set(['system', 'user']);

export const CPU: ChartSpec = {
  id: 'cpu',
  title: 'CPU',
  collector: 'cpustats',
  select: [...SHARES.map(([name]) => name), 'idle'].map((name) => ({
    metric: `cpustats.%${name}`,
    labels: ALL,
  })),
  unit: 'percent',
  stacked: true,
  valueMax: 100,
  prepare(range) {
    const shares = SHARES.flatMap(([name, label, colour]): ChartSeries[] => {
      const found = seriesOf(range, `cpustats.%${name}`);
      if (found === undefined) return [];
      const share = { key: name, label, colour, mean: found.mean, min: found.min, max: found.max };
      // Most machines never have most of these; a line at zero tells nothing.
      return ALWAYS.has(name) || isEverPositive(share) ? [share] : [];
    });
    return [...shares, ...peakOf(range)];
  },
};

/** How busy at most within a bucket: a mean over minutes hides what a second felt. */
function peakOf(range: Range): ChartSeries[] {
  const idle = seriesOf(range, 'cpustats.%idle');
  if (idle === undefined) return [];
  const busy = (column: readonly (number | null)[]) =>
    combine([column], (percent = 0) => Math.max(0, 100 - percent));
  const peak = busy(idle.min);
  return [
    {
      key: 'busiest',
      label: 'busiest moment',
      colour: 8,
      mean: peak,
      min: busy(idle.max),
      max: peak,
      role: 'peak',
    },
  ];
}

const AVERAGES: readonly (readonly [name: string, label: string, colour: ChartColour])[] = [
  ['load1', '1 min', 1],
  ['load5', '5 min', 3],
  ['load15', '15 min', 8],
];

/** @param cpuCount drawn as a line to compare with: above it tasks wait */
export function loadChart(cpuCount: number | null): ChartSpec {
  return {
    id: 'load',
    title: 'Load',
    collector: 'loadaverage',
    select: AVERAGES.map(([name]) => ({ metric: `loadaverage.${name}`, labels: {} })),
    unit: 'tasks',
    prepare(range) {
      const averages = AVERAGES.flatMap(([name, label, colour]): ChartSeries[] => {
        const found = seriesOf(range, `loadaverage.${name}`);
        return found === undefined ? [] : [{ ...found, key: name, label, colour }];
      });
      return [...averages, ...processorsOf(averages, cpuCount)];
    },
  };
}

/** Far above a calm load the line would make that flat: then it is in the legend only. */
function processorsOf(averages: readonly ChartSeries[], cpuCount: number | null): ChartSeries[] {
  const [first] = averages;
  if (first === undefined || cpuCount === null) return [];
  const highest = Math.max(0, ...averages.flatMap(({ max }) => max.map((value) => value ?? 0)));
  const column = first.mean.map(() => cpuCount);
  return [
    {
      key: 'processors',
      label: 'processors',
      colour: 2,
      mean: column,
      min: column,
      max: column,
      role: 'reference',
      offScale: highest < cpuCount / 4,
    },
  ];
}

export const PRESSURE: ChartSpec = {
  id: 'pressure',
  title: 'Pressure: time in which tasks waited',
  collector: 'pressure',
  select: ['cpu', 'memory', 'io'].map((resource) => ({
    metric: `pressure.${resource}.some.avg10`,
    labels: {},
  })),
  unit: 'percent',
  prepare(range) {
    return (
      [
        ['cpu', 'for CPU', 1],
        ['memory', 'for memory', 3],
        ['io', 'for disk', 5],
      ] as const
    ).flatMap(([name, label, colour]): ChartSeries[] => {
      const found = seriesOf(range, `pressure.${name}.some.avg10`);
      return found === undefined ? [] : [{ ...found, key: name, label, colour }];
    });
  },
};
