import type { Random } from '@/common/random';

/** Who waits for the answer to a ping. */
export interface Awaiting {
  ack(): void;
  /** @param from the address of whoever says so */
  nack(from: string): void;
}

const SEQUENCES = 2 ** 32;

/** Answers that are awaited, by the sequence number of the question. */
export class Awaited {
  readonly #waiting = new Map<number, Awaiting>();
  #sequence: number;

  constructor(random: Random) {
    this.#sequence = Math.floor(random.next() * SEQUENCES);
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** @returns the sequence number to ask with */
  add(awaiting: Awaiting): number {
    this.#sequence = (this.#sequence + 1) % SEQUENCES;
    this.#waiting.set(this.#sequence, awaiting);
    return this.#sequence;
  }

  remove(sequence: number): void {
    this.#waiting.delete(sequence);
  }

  ack(sequence: number): void {
    this.#waiting.get(sequence)?.ack();
  }

  nack(sequence: number, from: string): void {
    this.#waiting.get(sequence)?.nack(from);
  }

  clear(): void {
    this.#waiting.clear();
  }
}
