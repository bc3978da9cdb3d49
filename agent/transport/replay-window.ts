/** How far behind the highest a counter may be: 1,024 frames of one sender, in any order. */
const WINDOW = 1_024;
const WORDS = WINDOW / 32;

/** Which counters of one sender's run were taken already (RFC 6479, without its block trick). */
export class ReplayWindow {
  readonly epochMs: number;
  #highest: number;
  readonly #taken: Uint32Array;

  /** @param highest everything up to it counts as taken; -1 for nothing */
  constructor(epochMs: number, highest: number) {
    this.epochMs = epochMs;
    this.#highest = highest;
    this.#taken = new Uint32Array(WORDS).fill(0xffff_ffff);
  }

  get highest(): number {
    return this.#highest;
  }

  has(counter: number): boolean {
    if (counter > this.#highest) return false;
    if (counter <= this.#highest - WINDOW) return true;
    return ((this.#taken[wordOf(counter)] ?? 0) & bitOf(counter)) !== 0;
  }

  take(counter: number): void {
    const cleared = Math.min(counter - this.#highest, WINDOW);
    for (let passed = counter; passed > counter - cleared; passed--) this.#clear(passed);
    if (counter > this.#highest) this.#highest = counter;
    const word = wordOf(counter);
    this.#taken[word] = (this.#taken[word] ?? 0) | bitOf(counter);
  }

  #clear(counter: number): void {
    if (counter < 0) return;
    const word = wordOf(counter);
    this.#taken[word] = (this.#taken[word] ?? 0) & ~bitOf(counter);
  }
}

function wordOf(counter: number): number {
  return Math.floor((counter % WINDOW) / 32);
}

function bitOf(counter: number): number {
  return 1 << (counter % 32);
}
