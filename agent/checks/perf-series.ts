import type { SeriesDescription } from '@/common/domain/metric';
import { measureOf, type PerfValue } from '@/common/domain/perfdata';
import type { Sample } from '../collectors/report-sink';

/** A plugin whose labels change all the time shall not fill the store with series. */
const SERIES_MAX = 100;

/** The performance data of one check as series; a series keeps its description from run to run. */
export class PerfSeries {
  readonly #check: string;
  readonly #known = new Map<string, SeriesDescription>();

  constructor(check: string) {
    this.#check = check;
  }

  samples(perfdata: readonly PerfValue[]): Sample[] {
    const samples = new Map<string, Sample>();
    for (const { label, unit, value } of perfdata) {
      const series = this.#series(label, unit);
      if (series !== undefined)
        samples.set(label, { series, value: value * measureOf(unit).factor });
    }
    return [...samples.values()];
  }

  #series(label: string, plainUnit: string): SeriesDescription | undefined {
    const known = this.#known.get(label);
    const { unit, kind } = measureOf(plainUnit);
    if (known !== undefined && known.unit === unit) return known;
    if (this.#known.size >= SERIES_MAX) return undefined;
    const series: SeriesDescription = {
      metric: `check.${this.#check}`,
      labels: { label },
      path: `check.${this.#check}.${label}`,
      unit,
      kind,
      help: `Measured by the check ${this.#check}.`,
    };
    this.#known.set(label, series);
    return series;
  }
}
