import { type SeriesDescription, seriesDescription, seriesKey } from '@/common/domain/metric';
import { REPORT_LIMITS } from '@/common/protocol/report';
import type { AnnouncedSeries } from './outbox/series-file';

/**
 * Which number stands for which series, within one epoch, in order of first appearance. A
 * collector that gives the same description object from run to run costs one look-up a sample.
 */
export class SlotTable {
  readonly #byObject = new WeakMap<SeriesDescription, number>();
  readonly #byKey = new Map<string, number>();
  readonly #series: AnnouncedSeries[] = [];
  readonly #slotsMax: number;

  constructor(slotsMax: number = REPORT_LIMITS.slots) {
    this.#slotsMax = slotsMax;
  }

  get size(): number {
    return this.#series.length;
  }

  /**
   * @returns `full` when the series is new and there is no slot left: time for a new epoch;
   * `unfit` when no server would take it, such as for a label that is too long
   */
  slotOf(series: SeriesDescription): number | 'full' | 'unfit' {
    const known = this.#byObject.get(series) ?? this.#byKey.get(seriesKey(series));
    if (known === undefined && this.#series.length >= this.#slotsMax) return 'full';
    if (known === undefined && !seriesDescription.safeParse(series).success) return 'unfit';
    const slot = known ?? this.#add(series);
    this.#byObject.set(series, slot);
    return slot;
  }

  /** The series of the slots `from` up to, not including, `to`. */
  between(from: number, to: number): AnnouncedSeries[] {
    return this.#series.slice(from, to);
  }

  #add(series: SeriesDescription): number {
    const slot = this.#series.length;
    const { metric, labels, path, unit, kind, help } = series;
    this.#series.push({ slot, metric, labels, path, unit, kind, help });
    this.#byKey.set(seriesKey(series), slot);
    return slot;
  }
}
