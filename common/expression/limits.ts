import { Fault } from './fault';

/** What one expression may cost. Far beyond what monitoring needs, far below what a machine feels. */
export const LIMITS = {
  /** Characters of its text. */
  sourceLength: 16_384,
  /** Nodes of its tree. */
  nodes: 2_000,
  /** How deep it may be nested. */
  depth: 100,
  /** Items that are read, compared, copied or written during one evaluation, and characters by 16. */
  steps: 100_000,
  /** Characters of a text that it makes. */
  textLength: 65_536,
  /** Items of a list that it makes. */
  listLength: 20_000,
  /** Bits of a whole number. */
  integerBits: 4_096,
  /** Characters of a regular expression. */
  patternLength: 256,
  /** Questions to the machine. */
  hostCalls: 64,
  /** How long all these questions may take together. */
  hostMs: 30_000,
} as const;

/** The budget of one evaluation. Whatever grows with the size of a value is paid before it is done. */
export class Meter {
  #steps = 0;

  /** @throws {Fault} when the budget is spent. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > LIMITS.steps) {
      throw new Fault(
        `this takes more than ${LIMITS.steps.toLocaleString('en')} steps; expected less data or a simpler expression.`,
      );
    }
  }

  /** @throws {Fault} when a text of this length may not be. */
  text(length: number): void {
    if (length > LIMITS.textLength) {
      throw new Fault(
        `the text would have ${length.toLocaleString('en')} characters; at most ${LIMITS.textLength.toLocaleString('en')} are allowed.`,
      );
    }
    this.read(length);
  }

  /** For a text that is gone through: characters cost less than items. @throws {Fault} */
  read(length: number): void {
    this.spend(1 + (length >>> 4));
  }

  /** @throws {Fault} when a list of this length may not be. */
  list(length: number): void {
    if (length > LIMITS.listLength) {
      throw new Fault(
        `the list would have ${length.toLocaleString('en')} items; at most ${LIMITS.listLength.toLocaleString('en')} are allowed.`,
      );
    }
    this.spend(length);
  }
}
