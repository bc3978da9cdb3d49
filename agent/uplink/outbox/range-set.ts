/** A set of whole numbers that mostly follow one another, such as the sequences of reports. */
export class RangeSet {
  /** Closed ranges, ascending, neither touching nor overlapping. */
  readonly #ranges: [first: number, last: number][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(value: number): void {
    const at = this.#indexFrom(value);
    const next = this.#ranges[at];
    if (next !== undefined && next[0] <= value) return;
    const before = this.#ranges[at - 1];
    const joinsBefore = before !== undefined && before[1] === value - 1;
    const joinsNext = next !== undefined && next[0] === value + 1;
    if (joinsBefore && joinsNext) {
      before[1] = next[1];
      this.#ranges.splice(at, 1);
    } else if (joinsBefore) before[1] = value;
    else if (joinsNext) next[0] = value;
    else this.#ranges.splice(at, 0, [value, value]);
    this.#size += 1;
  }

  /** @returns how many of `first` … `last` were there */
  remove(first: number, last: number): number {
    const sizeBefore = this.#size;
    for (let at = this.#indexFrom(first); at < this.#ranges.length; ) {
      const range = this.#ranges[at];
      if (range === undefined || range[0] > last) break;
      const [from, to] = range;
      const kept: [number, number][] = [];
      if (from < first) kept.push([from, first - 1]);
      if (to > last) kept.push([last + 1, to]);
      this.#ranges.splice(at, 1, ...kept);
      this.#size -= Math.min(to, last) - Math.max(from, first) + 1;
      at += kept.length;
    }
    return sizeBefore - this.#size;
  }

  clear(): void {
    this.#ranges.length = 0;
    this.#size = 0;
  }

  has(value: number): boolean {
    const range = this.#ranges[this.#indexFrom(value)];
    return range !== undefined && range[0] <= value;
  }

  *values(): Generator<number> {
    for (const [first, last] of this.#ranges) {
      for (let value = first; value <= last; value++) yield value;
    }
  }

  /** The index of the first range that does not end before `value`. */
  #indexFrom(value: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
