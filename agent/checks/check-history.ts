import type { CheckHistoryEntry } from '@/common/domain/check-report';

const ENTRIES_MAX = 1_000;

/** The last changes of all checks, oldest first. */
export class CheckHistory {
  #entries: readonly CheckHistoryEntry[] = [];

  get entries(): readonly CheckHistoryEntry[] {
    return this.#entries;
  }

  add(entries: readonly CheckHistoryEntry[]): void {
    if (entries.length > 0) this.#entries = [...this.#entries, ...entries].slice(-ENTRIES_MAX);
  }
}
