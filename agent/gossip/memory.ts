import type { Cancel } from '@/common/clock';
import type { AccuserLimit } from './accuser-limit';
import type { EventLog } from './event-log';
import type { GossipDeps, RememberedMember, Snapshot } from './gossip-deps';
import type { History } from './history';
import { Member } from './member';
import type { Own } from './own';
import type { Roster } from './roster';

const SAVE_INTERVAL_MS = 5_000;
const TIDY_INTERVAL_MS = 60_000;

interface MemoryParts {
  readonly own: Own;
  readonly roster: Roster;
  readonly history: History;
  readonly events: EventLog;
  readonly limit: AccuserLimit;
}

/** What outlives this run, and what is forgotten while it lasts. */
export class Memory {
  readonly #deps: GossipDeps;
  readonly #parts: MemoryParts;
  #cancelSave: Cancel | null = null;
  #cancelTidy: Cancel = () => {};

  constructor(deps: GossipDeps, parts: MemoryParts) {
    this.#deps = deps;
    this.#parts = parts;
  }

  /** Those of the last run: dead for want of knowledge until they are heard of, and asked as seeds are. */
  recall(snapshot: Snapshot | undefined): void {
    const { membersMax } = this.#deps.config;
    const { own, roster } = this.#parts;
    for (const remembered of snapshot?.members ?? []) {
      const { id, zone } = remembered.news.card;
      if (id === own.card.id || zone !== own.card.zone || roster.size >= membersMax) continue;
      const member = this.#recalled(remembered);
      if (member !== null) roster.add(member);
    }
  }

  /** @returns null for one that is gone for too long, or whose card is not its own */
  #recalled({ left, news, sinceMs, state }: RememberedMember): Member | null {
    const { clock, keys } = this.#deps;
    const isGone = state === 'left' || state === 'dead';
    const ageMs = isGone ? Math.max(0, clock.wallMs() - sinceMs) : 0;
    if (isGone && ageMs > this.#keptMs(state)) return null;
    if (!keys.verify(news, news.lineage)) return null;
    const member = new Member(news, clock.nowMs() - ageMs);
    member.state = state === 'left' ? 'left' : 'dead';
    member.left = left;
    member.isRemembered = state !== 'left';
    return member;
  }

  start(): void {
    this.#cancelTidy = this.#deps.clock.after(TIDY_INTERVAL_MS, () => {
      this.#tidy();
      this.start();
    });
  }

  stop(): void {
    this.#cancelTidy();
    this.save();
  }

  /** Something changed that the next run should know. */
  touch(): void {
    this.#cancelSave ??= this.#deps.clock.after(SAVE_INTERVAL_MS, () => this.save());
  }

  save(): void {
    this.#cancelSave?.();
    this.#cancelSave = null;
    const { history, own, roster } = this.#parts;
    const { clock } = this.#deps;
    const wallOffsetMs = clock.wallMs() - clock.nowMs();
    const members = [...roster.all()].map(({ changedMs, left, news, state }) => {
      return { news, state, left, sinceMs: Math.round(changedMs + wallOffsetMs) };
    });
    this.#deps.store.save({
      incarnation: own.card.incarnation,
      members,
      history: history.changes,
    });
  }

  #tidy(): void {
    const { events, history, limit, roster } = this.#parts;
    const nowMs = this.#deps.clock.nowMs();
    for (const member of [...roster.all()]) {
      if (member.state !== 'dead' && member.state !== 'left') continue;
      if (nowMs - member.changedMs <= this.#keptMs(member.state)) continue;
      roster.remove(member);
      history.add(member.news.card, 'forgotten', member.state);
    }
    events.prune();
    limit.prune(nowMs);
  }

  #keptMs(state: 'dead' | 'left'): number {
    const { deadKeptMs, leftKeptMs } = this.#deps.config;
    return state === 'dead' ? deadKeptMs : leftKeptMs;
  }
}
