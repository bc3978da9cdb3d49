import type { Samples } from '@/common/series/samples';
import { OpenSamples } from './open-samples';
import type { SeriesFrame } from './sample-store';

/** The samples that are not sealed yet, which can be made anew from the journal while they are read. */
export class SampleMemory {
  readonly open = new OpenSamples();
  /** While they are made anew: what they will be. */
  #fresh: OpenSamples | undefined;

  /** Takes in what was committed here. @returns how many samples had no room. */
  append(frame: SeriesFrame): number {
    this.#fresh?.append(frame);
    return this.open.append(frame);
  }

  /** Takes in what is read from the journal. @returns whether it is readable now. */
  readBack(frame: SeriesFrame): boolean {
    (this.#fresh ?? this.open).append(frame);
    return this.#fresh === undefined;
  }

  restore(seriesId: number, samples: Samples): void {
    (this.#fresh ?? this.open).restore(seriesId, samples);
  }

  /** @param read has everything read back that there is. */
  async renew(read: () => Promise<void>): Promise<void> {
    const fresh = new OpenSamples();
    this.#fresh = fresh;
    try {
      await read();
      this.open.takeOver(fresh);
    } finally {
      this.#fresh = undefined;
    }
  }
}
