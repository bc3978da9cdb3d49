interface Entry {
  readonly dueMs: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/** What is still to happen in a simulated world. Of two for one moment the earlier told is first. */
export class Agenda {
  readonly #heap: Entry[] = [];
  #nowMs = 0;
  #told = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** What was not taken off. */
  get pending(): number {
    return this.#heap.filter(({ callback }) => callback !== undefined).length;
  }

  /** @returns what takes it off again */
  at(dueMs: number, callback: () => void): () => void {
    const entry: Entry = { dueMs: Math.max(dueMs, this.#nowMs), order: this.#told++, callback };
    push(this.#heap, entry);
    return () => {
      entry.callback = undefined;
    };
  }

  in(delayMs: number, callback: () => void): () => void {
    return this.at(this.#nowMs + delayMs, callback);
  }

  /** Everything that is due until then happens; afterwards it is that moment. */
  runUntil(untilMs: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.dueMs <= untilMs; ) {
      pop(this.#heap);
      this.#nowMs = next.dueMs;
      next.callback?.();
      next = this.#heap[0];
    }
    this.#nowMs = untilMs;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.dueMs !== other.dueMs ? one.dueMs < other.dueMs : one.order < other.order;
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): void {
  const entry = heap.pop();
  if (entry === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const below = firstBelow(heap, index);
    const child = heap[below];
    if (child === undefined || !isBefore(child, entry)) break;
    heap[index] = child;
    index = below;
  }
  heap[index] = entry;
}

function firstBelow(heap: readonly Entry[], index: number): number {
  const left = 2 * index + 1;
  const one = heap[left];
  const other = heap[left + 1];
  return one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left;
}
