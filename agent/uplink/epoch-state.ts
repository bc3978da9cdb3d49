import { SlotTable } from './slot-table';
import { TakenReports } from './taken-reports';

/** What is numbered within one epoch: reports from 1, series from slot 0. */
export class EpochState {
  readonly epoch: string;
  readonly slots: SlotTable;
  readonly taken = new TakenReports();
  #sequence = 0;
  #protocol: number | undefined;
  #slotsWritten = 0;

  constructor(epoch: string, slots = new SlotTable()) {
    this.epoch = epoch;
    this.slots = slots;
  }

  nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  /** @returns whether the server speaks a newer one than in the session before: it was updated */
  learntProtocol(protocol: number): boolean {
    const before = this.#protocol;
    this.#protocol = protocol;
    return before !== undefined && protocol > before;
  }

  /** The series that appeared since this was last asked. */
  takeNewSeries() {
    const series = this.slots.between(this.#slotsWritten, this.slots.size);
    this.#slotsWritten = this.slots.size;
    return series;
  }
}
