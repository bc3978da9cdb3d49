import type { Clock } from '@/common/clock';
import type { GroupChange, GroupMembership } from '@/common/domain/detection';
import type { Log } from '@/common/log';
import { Keeper } from '../keeper';
import { type GroupGiver, GroupLedger } from './group-ledger';
import type { GroupStore } from './group-store';

export interface NodeGroupsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: GroupStore;
}

const GIVEN: GroupGiver = { source: 'given', detector: '' };
const CONFIGURED: GroupGiver = { source: 'configured', detector: '' };
const HISTORY_MAX = 1_000;

/** The groups of this node over time and over restarts, and who wants to know of changes. */
export class NodeGroups {
  readonly #deps: NodeGroupsDeps;
  readonly #ledger: GroupLedger;
  readonly #keeper: Keeper;
  readonly #listeners: ((change: GroupChange) => void)[] = [];
  #history: readonly GroupChange[];

  constructor(deps: NodeGroupsDeps) {
    this.#deps = deps;
    const kept = deps.store.read();
    this.#ledger = new GroupLedger(kept.memberships);
    this.#history = kept.history.slice(-HISTORY_MAX);
    this.#keeper = new Keeper({ clock: deps.clock, write: () => this.#write() });
  }

  /** What people said on the server. */
  setGiven(groups: readonly string[]): void {
    this.give(GIVEN, groups);
  }

  /** What the configuration of this agent says. */
  setConfigured(groups: readonly string[]): void {
    this.give(CONFIGURED, groups);
  }

  /** This giver gives these groups and no others. */
  give(giver: GroupGiver, groups: readonly string[]): void {
    const before = this.#ledger.memberships;
    const changes = this.#ledger.give(giver, groups, this.#deps.clock.wallMs());
    if (this.#ledger.memberships === before) return;
    this.#history = [...this.#history, ...changes].slice(-HISTORY_MAX);
    this.#keeper.remember(true);
    for (const change of changes) this.#tell(change);
  }

  /** @param listener is told whenever the node comes into a group or leaves one; never throws */
  onChange(listener: (change: GroupChange) => void): void {
    this.#listeners.push(listener);
  }

  /** Each once, by name, whatever the reason. */
  all(): readonly string[] {
    return this.#ledger.groups;
  }

  names(): ReadonlySet<string> {
    return this.#ledger.names;
  }

  /** Given and configured ones. */
  static(): readonly string[] {
    return this.#ledger.staticGroups;
  }

  configured(): readonly string[] {
    return this.#ledger.of(CONFIGURED);
  }

  of(giver: GroupGiver): readonly string[] {
    return this.#ledger.of(giver);
  }

  givers(): readonly GroupGiver[] {
    return this.#ledger.givers();
  }

  memberships(): readonly GroupMembership[] {
    return this.#ledger.memberships;
  }

  /** Oldest first. */
  history(): readonly GroupChange[] {
    return this.#history;
  }

  /** Writes them down. */
  stop(): void {
    this.#keeper.stop();
  }

  #tell(change: GroupChange): void {
    const { group, source, detector } = change;
    const message = change.change === 'added' ? 'group joined' : 'group left';
    this.#deps.log.info(message, { group, source, detector });
    for (const listener of this.#listeners) listener(change);
  }

  #write(): void {
    this.#deps.store.write({ memberships: this.#ledger.memberships, history: this.#history });
  }
}
