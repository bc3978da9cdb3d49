import type { ReceivedRange } from '@/common/protocol/session';
import { RangeSet } from './outbox/range-set';

type Range = Pick<ReceivedRange, 'first' | 'last'>;

/**
 * What a server has said that it took of one epoch. It is forgotten here then, so when the server's
 * database is put back to an earlier day, nobody has it any more, and somebody should say so.
 */
export class TakenReports {
  /** As of the last session's beginning. */
  #before: readonly Range[] = [];
  readonly #since = new RangeSet();

  note(sequence: number): void {
    this.#since.add(sequence);
  }

  /**
   * How many reports the server took once and does not have now; each is counted once.
   * @param received what it says that it has of this epoch, ascending
   */
  takeMissing(received: readonly Range[]): number {
    for (const { first, last } of received) this.#since.remove(first, last);
    const missing = this.#since.size + countOutside(this.#before, received);
    this.#since.clear();
    this.#before = received;
    return missing;
  }
}

function countOutside(ranges: readonly Range[], others: readonly Range[]): number {
  let count = 0;
  for (const { first, last } of ranges) {
    count += last - first + 1;
    for (const other of others) {
      count -= Math.max(0, Math.min(last, other.last) - Math.max(first, other.first) + 1);
    }
  }
  return count;
}
