import { AppError } from '@/common/errors';
import type { Announcement, SampleFrame } from '@/common/protocol/report';
import { eachSample, frameLength } from '@/common/protocol/sample-frame';
import type { SeriesFrame } from '../metrics/sample-store';
import { type Vital, type VitalValues, vitalOf } from './vitals';

const UNKNOWN = 0xffff_ffff;

/** Which series stand behind an epoch's slots, for one session: an array read for each sample. */
export interface SlotTable {
  /** @param seriesIds in the order of the announced series */
  announce(series: Announcement['series'], seriesIds: readonly number[]): void;
  /**
   * @param vitals takes in what it knows of the samples
   * @throws {AppError} INVALID for a slot that was never announced
   */
  translate(frame: SampleFrame, vitals: VitalValues): SeriesFrame;
}

export function createSlotTable(): SlotTable {
  let ids = new Uint32Array(1_024).fill(UNKNOWN);
  const vitalsOfSlots = new Map<number, Vital>();

  function reserve(slot: number): void {
    if (slot < ids.length) return;
    const larger = new Uint32Array(Math.max(slot + 1, ids.length * 2)).fill(UNKNOWN);
    larger.set(ids);
    ids = larger;
  }

  return {
    announce(series, seriesIds) {
      for (const [index, { slot, ...description }] of series.entries()) {
        reserve(slot);
        ids[slot] = seriesIds[index] ?? UNKNOWN;
        const vital = vitalOf(description);
        if (vital === undefined) vitalsOfSlots.delete(slot);
        else vitalsOfSlots.set(slot, vital);
      }
    },

    translate(frame, vitals) {
      const count = frameLength(frame);
      const seriesIds = new Uint32Array(count);
      const values = new Float64Array(count);
      let index = 0;
      eachSample(frame, (slot, value) => {
        const id = ids[slot] ?? UNKNOWN;
        if (id === UNKNOWN) throw new AppError('INVALID', `Slot ${slot} was never announced.`);
        seriesIds[index] = id;
        values[index] = value;
        index += 1;
        vitalsOfSlots.get(slot)?.(value, vitals);
      });
      return { atMs: frame.atMs, seriesIds, values };
    },
  };
}
