import type { Cancel } from '@/common/clock';
import type { MemberCard, MemberChange } from '@/common/domain/member';
import type { AccusedNews } from './news';

const CHANGES_MAX = 1_000;
const DETAIL_LENGTH_MAX = 512;
const ACCUSATIONS_MAX = 8;

/** What happened to the members, oldest first; goes on from the last run. */
export class History {
  #changes: MemberChange[];
  readonly #listeners = new Set<(change: MemberChange) => void>();
  readonly #wallMs: () => number;

  constructor(before: readonly MemberChange[], wallMs: () => number) {
    this.#changes = before.slice(-CHANGES_MAX);
    this.#wallMs = wallMs;
  }

  get changes(): readonly MemberChange[] {
    return this.#changes;
  }

  add(
    card: MemberCard,
    change: MemberChange['change'],
    detail: string,
    accusations: readonly AccusedNews[] = [],
  ): void {
    const line: MemberChange = {
      atMs: this.#wallMs(),
      id: card.id,
      name: card.name,
      zone: card.zone,
      change,
      detail: detail.slice(0, DETAIL_LENGTH_MAX),
      incarnation: card.incarnation,
      accusations: accusations.slice(0, ACCUSATIONS_MAX).map(({ accusation }) => accusation),
    };
    this.#changes.push(line);
    if (this.#changes.length > 2 * CHANGES_MAX) this.#changes = this.#changes.slice(-CHANGES_MAX);
    for (const listener of this.#listeners) listener(line);
  }

  onChange(listener: (change: MemberChange) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
