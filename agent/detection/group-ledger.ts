import type { GroupChange, GroupMembership, GroupSource } from '@/common/domain/detection';

/** Who says that the node is in groups. */
export interface GroupGiver {
  readonly source: GroupSource;
  /** The detector's id; empty for others. */
  readonly detector: string;
}

/** As many as a node may tell. */
const MEMBERSHIPS_MAX = 512;

/** In which groups the node is, and for which reasons: it stays in one while a reason is left. */
export class GroupLedger {
  #memberships: readonly GroupMembership[];
  #groups: readonly string[] = [];
  #names: ReadonlySet<string> = new Set();
  #staticGroups: readonly string[] = [];

  constructor(memberships: readonly GroupMembership[] = []) {
    this.#memberships = memberships;
    this.#look();
  }

  get memberships(): readonly GroupMembership[] {
    return this.#memberships;
  }

  /** Each once, by name. */
  get groups(): readonly string[] {
    return this.#groups;
  }

  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Those that people gave, on the server or in the configuration. */
  get staticGroups(): readonly string[] {
    return this.#staticGroups;
  }

  /** What one giver gives now. */
  of(giver: GroupGiver): readonly string[] {
    return this.#memberships.filter((each) => isOf(each, giver)).map(({ group }) => group);
  }

  /**
   * This giver gives these groups and no others.
   * @returns the groups that the node came into or left by it
   */
  give(giver: GroupGiver, groups: readonly string[], atMs: number): readonly GroupChange[] {
    const had = this.of(giver);
    const fresh = groups.filter((group) => !had.includes(group));
    const isSame = fresh.length === 0 && had.every((group) => groups.includes(group));
    if (isSame) return [];
    const before = this.#names;
    const kept = this.#memberships.filter(
      (each) => !isOf(each, giver) || groups.includes(each.group),
    );
    const added = [...new Set(fresh)].map((group) => ({ group, ...giver, sinceMs: atMs }));
    this.#memberships = [...kept, ...added].slice(0, MEMBERSHIPS_MAX);
    this.#look();
    const after = this.#names;
    const told = (change: GroupChange['change']) => (group: string) => ({
      atMs,
      change,
      group,
      ...giver,
    });
    return [
      ...[...after].filter((group) => !before.has(group)).map(told('added')),
      ...[...before].filter((group) => !after.has(group)).map(told('removed')),
    ];
  }

  /** All that give something now. */
  givers(): readonly GroupGiver[] {
    const byId = new Map(
      this.#memberships.map(({ source, detector }) => [
        `${source} ${detector}`,
        { source, detector },
      ]),
    );
    return [...byId.values()];
  }

  #look(): void {
    const sorted = (memberships: readonly GroupMembership[]) =>
      [...new Set(memberships.map(({ group }) => group))].sort();
    this.#groups = sorted(this.#memberships);
    this.#names = new Set(this.#groups);
    this.#staticGroups = sorted(
      this.#memberships.filter(({ source }) => source === 'given' || source === 'configured'),
    );
  }
}

function isOf(membership: GroupMembership, { source, detector }: GroupGiver): boolean {
  return membership.source === source && membership.detector === detector;
}
